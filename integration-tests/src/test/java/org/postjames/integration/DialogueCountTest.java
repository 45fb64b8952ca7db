package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The scenarios hold at least 400 recorded SMTP dialogues. */
class DialogueCountTest {
    @Test
    void scenariosShouldHoldAtLeast400Dialogues() throws IOException {
        int dialogues = 0;
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/scenarios"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".scenario")).toList()) {
                dialogues += (int) Scenario.read(file).steps().stream()
                        .filter(step -> step.kind().equals("smtp"))
                        .count();
            }
        }
        assertThat(dialogues).isGreaterThanOrEqualTo(400);
    }
}
