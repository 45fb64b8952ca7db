package org.postjames.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What ICU 72, which Debian's Postfix 3.7.11 is linked with, answered. Recorded by {@code src/test/scripts/record-midna.py}. */
class MidnaDomainTest {
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void toAsciiShouldAnswerAsIcuDoes() throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        try (InputStream in = MidnaDomainTest.class.getResourceAsStream("midna.golden")) {
            String golden = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (String line : golden.split("\n")) {
                if (line.startsWith("# ICU")) {
                    continue;
                }
                expected.add(line);
                String name = line.substring(0, line.indexOf('\t'));
                List<String> flaws = new ArrayList<>();
                String ascii = MidnaDomain.toAscii(bytes(name), flaws::add).orElse("");
                flaws.replaceAll(
                        text -> text.substring(text.lastIndexOf(": ") + 2).replace("UIDNA_ERROR_", ""));
                actual.add(name + "\t" + ascii + "\t" + String.join("", flaws));
            }
        }
        assertThat(expected).hasSizeGreaterThan(200);
        assertThat(actual).containsExactlyElementsOf(expected);
    }

    @Test
    void decodeShouldUndoEncode() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder label = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                label.appendCodePoint(random.nextBoolean() ? 'a' + random.nextInt(26) : 0xA0 + random.nextInt(0xD700));
            }
            if (label.chars().anyMatch(c -> c > 127)) {
                assertThat(Punycode.decode(Punycode.encode(label.toString())))
                        .as("seed %d", seed)
                        .contains(label.toString());
            }
        }
    }

    @Test
    void decodeShouldSurviveAnyText() {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append("abcdefghijklmnopqrstuvwxyz0123456789-".charAt(random.nextInt(37)));
            }
            assertThat(Punycode.decode(text.toString()))
                    .as("seed %d: %s", seed, text)
                    .isNotNull();
        }
    }
}
