package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryLogTest {
    /** The file is Postfix's own test of its format, input and recorded output. */
    @Test
    void timesShouldBeWrittenWithAsFewDigitsAsPostfixWrites() throws IOException {
        int checked = 0;
        List<String> lines;
        try (InputStream in = DeliveryLogTest.class.getResourceAsStream("format_tv.golden")) {
            lines = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
        assertThat(lines.getFirst()).startsWith("# Postfix 3.7.11");
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(">> ") && line.length() > 3 && line.charAt(3) != '#') {
                String[] fields = line.substring(3).split("\\s+");
                double value = Double.parseDouble(fields[0]);
                StringBuilder out = new StringBuilder();
                DeliveryLog.format(
                        out,
                        (long) value,
                        (int) ((value - (long) value) * 1_000_000),
                        Integer.parseInt(fields[1]),
                        Integer.parseInt(fields[2]));
                assertThat(out).as(line).hasToString(lines.get(i + 1));
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(10);
    }
}
