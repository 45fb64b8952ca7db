package org.postjames.config;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postjames.diagnostic.Origin;

class LogicalLinesFuzzTest {
    private static final String PIECES = "${}()?:= \n\t#,<>!level-o abc\u00e9/[]1\"";

    /** A parser may refuse with {@code IllegalArgumentException}; anything else is a fault. */
    @Test
    void noTextShouldBreakTheParsers() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }
            String input = text.toString();
            assertThatCode(() -> parseAll(input)).as("seed %d: %s", seed, input).doesNotThrowAnyException();
        }
    }

    private static void parseAll(String input) {
        for (LogicalLines.Line line :
                LogicalLines.parse("x", input.getBytes(StandardCharsets.ISO_8859_1), new ArrayList<>())) {
            accept(() -> NameValue.parse(line.text()));
            accept(() -> MasterEntry.parse("smtp inet n - n - - smtpd " + line.text(), new Origin("x", 1), w -> {}));
        }
        accept(() -> PostfixConfig.of(Map.of("abc", input)).expand(input));
        accept(() -> ValueSyntax.list(input));
    }

    private static void accept(Runnable parser) {
        try {
            parser.run();
        } catch (IllegalArgumentException refused) {
            // that is its answer
        }
    }
}
