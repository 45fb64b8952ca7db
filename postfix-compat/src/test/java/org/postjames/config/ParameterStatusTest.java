package org.postjames.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The status column says the truth. If not: run {@link ParameterStatus#main}. */
class ParameterStatusTest {
    private final Path root = ParameterStatus.root();

    @Test
    void honouredShouldMeanThatSomeCodeReadsIt() throws IOException {
        Set<String> claimed = honoured();
        claimed.removeAll(ParameterStatus.readByTheSources(root));
        assertThat(claimed)
                .as("honoured in parameters.tsv, but no code reads it")
                .isEmpty();
    }

    @Test
    void whatSomeCodeReadsShouldBeHonoured() throws IOException {
        Set<String> read = ParameterStatus.readByTheSources(root);
        read.removeAll(honoured());
        assertThat(read)
                .as("read, but not honoured (or not there at all) in parameters.tsv")
                .isEmpty();
    }

    @Test
    void everyStatusShouldBeOneOfThree() {
        assertThat(ParameterTable.all().values())
                .allSatisfy(entry -> assertThat(entry.status()).matches("honoured|not-yet|no-meaning: [^\t]+"));
    }

    private static Set<String> honoured() {
        Set<String> honoured = new TreeSet<>();
        ParameterTable.all().values().stream()
                .filter(entry -> entry.honoured() && !entry.valueClass().equals("readonly"))
                .forEach(entry -> honoured.add(entry.name()));
        ParameterTable.serviceEntries().stream()
                .filter(ParameterTable.Entry::honoured)
                .forEach(entry -> honoured.add(entry.name()));
        return honoured;
    }
}
