package org.postjames.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of the suites that both OpenSSL and the JDK have, a list means the same ones. */
class OpenSslCipherListTest {
    record Recorded(String list, Set<String> names) {}

    private static List<String> available() throws NoSuchAlgorithmException {
        return List.of(SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites());
    }

    static List<Recorded> lists() throws Exception {
        try (var in = Objects.requireNonNull(OpenSslCipherListTest.class.getResourceAsStream("cipherlists.golden"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
            return IntStream.range(1, lines.size())
                    .filter(i -> lines.get(i).startsWith("list "))
                    .mapToObj(i -> new Recorded(
                            lines.get(i).substring(5),
                            Set.of(lines.get(i + 1).trim().split(" "))))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lists")
    void listShouldMeanWhatOpenSslMeans(Recorded recorded) throws Exception {
        OpenSslCipherList list = new OpenSslCipherList(recorded.list(), List.of(), available());
        Set<String> expected = available().stream()
                .filter(suite -> suite.contains("_WITH_"))
                .map(CipherNames::openSsl)
                .filter(recorded.names()::contains)
                .collect(Collectors.toCollection(HashSet::new));
        assertThat(list.suites().stream()
                        .filter(suite -> suite.contains("_WITH_"))
                        .map(CipherNames::openSsl))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected).isNotEmpty();
        assertThat(list.unknown()).isEmpty();
        assertThat(list.suites()).contains("TLS_AES_256_GCM_SHA384");
    }

    @Test
    void exclusionsShouldHoldWhateverTheListSays() throws Exception {
        OpenSslCipherList list = new OpenSslCipherList("AES256:@STRENGTH", List.of("aRSA", "SHA1:kEDH"), available());
        assertThat(list.suites().stream()
                        .filter(suite -> suite.contains("_WITH_"))
                        .map(CipherNames::openSsl))
                .containsExactlyInAnyOrder("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-SHA384");
    }

    @Test
    void wordsThatMeanNothingShouldBeNamed() throws Exception {
        OpenSslCipherList list = new OpenSslCipherList("HIGH", List.of("RC4", "FROBNICATE"), available());
        assertThat(list.unknown()).containsExactly("FROBNICATE");
    }
}
