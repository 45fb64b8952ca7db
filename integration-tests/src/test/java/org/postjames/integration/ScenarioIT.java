package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every scenario under {@code src/test/resources/scenarios}, twice: Postjames against the recorded Postfix, and Postfix against its own record.
 *
 * <p>{@code -Dscenarios.record=true} writes the goldens anew from the installed Postfix; {@code -Dscenarios.only=NAME} plays one.
 */
class ScenarioIT {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");
    private static final String FIRST_LINE = "# Postfix 3.7.11: scenario ";

    @TestFactory
    @Tag("postfix")
    Stream<DynamicTest> postfixShouldPlayItsOwnRecord() throws IOException {
        RealPostfix.required();
        return scenarios()
                .map(file -> DynamicTest.dynamicTest("postfix " + file.getFileName(), () -> {
                    if (Boolean.getBoolean("scenarios.record")) {
                        Files.writeString(golden(file), seen(file, RealPostfix::new), StandardCharsets.ISO_8859_1);
                    }
                    compare(file, RealPostfix::new);
                }));
    }

    @TestFactory
    Stream<DynamicTest> postjamesShouldPlayAsPostfixDoes() throws IOException {
        Map<String, String> known = knownDifferences();
        return scenarios()
                .map(file -> DynamicTest.dynamicTest("postjames " + file.getFileName(), () -> {
                    String name = Scenario.read(file).name();
                    Assumptions.assumeFalse(known.containsKey(name), () -> "differs from Postfix: " + known.get(name));
                    compare(file, Postjames::new);
                }));
    }

    /** Scenarios in which we are not yet, or not meant to be, like Postfix: a name, a tab, and why, a line. */
    private static Map<String, String> knownDifferences() throws IOException {
        Map<String, String> known = new TreeMap<>();
        for (String line : Files.readAllLines(SCENARIOS.resolve("known-differences.tsv"), StandardCharsets.UTF_8)) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                String[] fields = line.split("\t", 2);
                known.put(fields[0], fields[1]);
            }
        }
        return known;
    }

    private static String seen(Path file, Function<Workspace, Mta> system) throws IOException, InterruptedException {
        Scenario scenario = Scenario.read(file);
        return FIRST_LINE + scenario.name() + "\n" + ScenarioPlayer.play(scenario, workspace(), system);
    }

    /**
     * What was seen stays under {@code target/seen} so that a difference can be looked at with diff(1). On a busy machine two daemons may log in an order that is
     * rare elsewhere, also Postfix's own; a scenario that differs is played again, and a real difference is there every time.
     */
    private static void compare(Path scenario, Function<Workspace, Mta> system)
            throws IOException, InterruptedException {
        String expected = Files.readString(golden(scenario), StandardCharsets.ISO_8859_1);
        Path kept = Path.of("target/seen").resolve(golden(scenario).getFileName());
        Files.createDirectories(kept.getParent());
        String seen = "";
        for (int attempt = 0; attempt < 3 && !seen.equals(expected); attempt++) {
            seen = seen(scenario, system);
            Files.writeString(kept, seen, StandardCharsets.ISO_8859_1);
        }
        assertThat(seen).isEqualTo(expected);
    }

    private static Path golden(Path scenario) {
        return Path.of(scenario.toString().replaceFirst("\\.scenario$", ".golden"));
    }

    /** Postfix's own daemons must be able to go down to it, so it lies outside of directories that only we may enter. */
    static Path workspace() throws IOException {
        Path root = Files.createTempDirectory("postjames-it");
        Files.setPosixFilePermissions(root, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        root.toFile().deleteOnExit();
        return root;
    }

    private static Stream<Path> scenarios() throws IOException {
        String only = System.getProperty("scenarios.only", "");
        try (Stream<Path> files = Files.list(SCENARIOS)) {
            List<Path> found = files.filter(f -> f.toString().endsWith(".scenario"))
                    .filter(f -> f.toString().contains(only))
                    .sorted()
                    .toList();
            return found.stream();
        }
    }
}
