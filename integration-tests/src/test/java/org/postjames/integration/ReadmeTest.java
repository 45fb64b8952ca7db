package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's tables say what the sources say. If not: run {@link ReadmeTables#main}. */
class ReadmeTest {
    private final Path root = ReadmeTables.root();

    @Test
    void readmeShouldListEveryDeliberateDifference() throws IOException {
        String made = ReadmeTables.differences(root);
        assertThat(made.lines().count()).as("comments that were found").isGreaterThan(20);
        assertThat(ReadmeTables.between(readme(), "differences")).isEqualTo(made);
    }

    @Test
    void everyDifferenceShouldHaveAReason() throws IOException {
        assertThat(ReadmeTables.differences(root).lines().skip(2)).allMatch(row -> row.contains("because"));
    }

    @Test
    void readmeShouldCountTheParameters() throws IOException {
        assertThat(ReadmeTables.between(readme(), "parameters")).isEqualTo(ReadmeTables.parameters());
    }

    private String readme() throws IOException {
        return Files.readString(root.resolve("README.md"));
    }
}
