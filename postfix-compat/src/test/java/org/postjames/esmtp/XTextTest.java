package org.postjames.esmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XTextTest {
    /** "gä" and an euro sign, as bytes. */
    private static final String UTF8 = "g\u00c3\u00a4\u00e2\u0082\u00ac";

    @Test
    void everyTextShouldSurviveTheWayThereAndBack() {
        Random random = new Random(20261122);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(20), 0, 256).forEach(c -> text.append((char) c));
            assertThat(XText.decode(XText.encode(text.toString(), XText.EQUALS)))
                    .contains(text.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"a+b,a+2Bb", "a=b,a+3Db", "'a b',a+20b", "\u00e4,+E4", "~\\,~\\"})
    void whatIsNotSafeShouldBeEncoded(String text, String encoded) {
        assertThat(XText.encode(text, XText.EQUALS)).isEqualTo(encoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "+4", "a+4g", "+ 1", "+\u0664\u0661"})
    void brokenEncodingsShouldBeRefused(String encoded) {
        assertThat(XText.decode(encoded)).isEmpty();
    }

    @Test
    void addressesOfTypeUtf8ShouldHaveUnicodeEscapes() {
        assertThat(XText.encodeOrcpt("utf-8;" + UTF8 + "=@x")).contains("utf-8;g\\x{E4}\\x{20AC}\\x{3D}@x");
        assertThat(XText.decodeOrcpt("UTF-8;g\\x{e4}\\x{20AC}\\x{3D}@x")).contains("UTF-8;" + UTF8 + "=@x");
        assertThat(XText.decodeOrcpt("utf-8;" + UTF8)).contains("utf-8;" + UTF8);
        assertThat(XText.encodeOrcpt("utf-8;\u00e4")).isEmpty();
        assertThat(XText.encodeOrcpt("rfc822;\u00e4=")).contains("rfc822;+E4+3D");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@x",
                ";user@x",
                "utf-8;\\x{}\\x{110000}",
                "utf-8;\\x{41",
                "utf-8;\\x{4G}",
                "utf-8;\\x{00}",
                "rfc822;a+00",
                "rfc822;a+0"
            })
    void brokenOriginalRecipientsShouldBeRefused(String orcpt) {
        assertThat(XText.decodeOrcpt(orcpt)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"never|1", "success,FAILURE|6", "'DELAY,,success '|10", "Failure delay|12"})
    void notifyShouldBeTheBitsOfItsWords(String words, int mask) {
        List<String> warnings = new ArrayList<>();
        assertThat(DsnNotify.parse(words, warnings::add)).isEqualTo(OptionalInt.of(mask));
        assertThat(warnings).isEmpty();
        assertThat(DsnNotify.parse(DsnNotify.words(mask), warnings::add)).hasValue(mask);
    }

    @Test
    void aWrongNotifyShouldBeRefused() {
        List<String> warnings = new ArrayList<>();
        assertThat(DsnNotify.parse("never,success", warnings::add)).isEmpty();
        assertThat(DsnNotify.parse("", warnings::add)).isEmpty();
        assertThat(warnings).isEmpty();
        assertThat(DsnNotify.parse("success,often,seldom", warnings::add)).isEmpty();
        assertThat(warnings).containsExactly("unknown DSN NOTIFY command value \"often\" in \"success,often,seldom\"");
    }
}
