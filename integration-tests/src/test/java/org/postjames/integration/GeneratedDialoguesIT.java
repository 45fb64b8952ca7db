package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Random dialogues under random settings, with real Postfix and with us: replies, log lines and delivered messages are the same.
 *
 * <p>{@code -Ddialogues=2000} plays that many, {@code -Ddialogues.seed=N} others, {@code -Ddialogues.draw=N} those of one main.cf, {@code -Ddialogues.only=N}
 * one of them. What differs lies in {@code target/dialogues}, with its main.cf.
 */
@Tag("postfix")
class GeneratedDialoguesIT {
    private static final int EACH = 50;
    private static final long SEED = Long.getLong("dialogues.seed", 20_261_121);
    private static final int COUNT = Integer.getInteger("dialogues", 300);
    private static final Path DIFFERENCES = Path.of("target/dialogues");

    @TestFactory
    Stream<DynamicTest> postjamesShouldAnswerAsPostfixDoes() {
        RealPostfix.required();
        int only = Integer.getInteger("dialogues.draw", -1);
        return IntStream.range(0, (COUNT + EACH - 1) / EACH)
                .filter(draw -> only < 0 || draw == only)
                .mapToObj(draw -> DynamicTest.dynamicTest("seed " + SEED + ", main.cf " + draw, () -> compare(draw)));
    }

    private static void compare(int draw) throws IOException, InterruptedException {
        Files.createDirectories(DIFFERENCES);
        Scenario configuration = DrawnConfiguration.draw(SEED, draw);
        int only = Integer.getInteger("dialogues.only", -1);
        boolean careful = configuration.mainCf().stream().anyMatch(line -> line.startsWith("smtpd_end_of_data"));
        List<String> differences = new ArrayList<>();
        try (DialoguePair pair = new DialoguePair(configuration)) {
            for (int number = 0; number < Math.min(EACH, COUNT - draw * EACH); number++) {
                if (only < 0 || number == only) {
                    DialoguePair.Seen seen = again(pair, DrawnDialogue.draw(SEED, draw, number, careful));
                    if (!seen.equal()) {
                        differences.add(keep(configuration, draw + "-" + number, seen));
                    }
                }
            }
            DialoguePair.Seen mail = pair.mail();
            if (!mail.equal()) {
                differences.add(keep(configuration, draw + "-mail", mail));
            }
        }
        assertThat(differences)
                .as("seed " + SEED + ": differences in " + DIFFERENCES)
                .isEmpty();
    }

    /** What differs is played again: two daemons' lines may come in another order for once, a real difference is there every time. */
    private static DialoguePair.Seen again(DialoguePair pair, List<String> lines)
            throws IOException, InterruptedException {
        DialoguePair.Seen seen = pair.play(lines);
        for (int attempt = 0; attempt < 2 && !seen.equal(); attempt++) {
            seen = pair.play(lines);
        }
        return seen;
    }

    private static String keep(Scenario configuration, String name, DialoguePair.Seen seen) throws IOException {
        String settings = String.join("\n", configuration.mainCf()) + "\n" + configuration.files() + "\n";
        Files.writeString(DIFFERENCES.resolve(name + ".main.cf"), settings, StandardCharsets.ISO_8859_1);
        Files.writeString(DIFFERENCES.resolve(name + ".postfix"), seen.postfix(), StandardCharsets.ISO_8859_1);
        Files.writeString(DIFFERENCES.resolve(name + ".postjames"), seen.postjames(), StandardCharsets.ISO_8859_1);
        return name;
    }
}
