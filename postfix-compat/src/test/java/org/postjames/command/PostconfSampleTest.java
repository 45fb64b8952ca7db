package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;
import org.postjames.config.ConfigurationException;
import org.postjames.config.ConfigurationReport;
import org.postjames.config.PostfixConfig;

/** Published configurations, in the directories below the one that {@code POSTJAMES_SAMPLE_CONFIGS} names. */
class PostconfSampleTest {
    private static final List<List<String>> CALLS = List.of(
            List.of("-n"),
            List.of("-nf"),
            List.of("-nx"),
            List.of(),
            List.of("-x"),
            List.of("-M"),
            List.of("-Mf"),
            List.of("-Mx"),
            List.of("-F"),
            List.of("-Px"),
            List.of("-C", "user"),
            List.of("-C", "service"));
    /** Process ids differ, and Postfix does not know our own parameters. */
    private static final Pattern NOT_COMPARED =
            Pattern.compile("(?m)^(process_id|debugger_command|postjames_\\w+) =.*\n");

    @TempDir
    Path scratch;

    @Test
    void outputShouldBeThatOfTheInstalledPostconf() throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postconf"), "postfix");
        for (Path sample : samples()) {
            for (List<String> call : CALLS) {
                if (Files.exists(sample.resolve("master.cf"))) {
                    compare(sample, call);
                }
            }
        }
    }

    @Test
    void everyLineShouldHaveAStatus() throws Exception {
        for (Path sample : samples()) {
            try {
                assertThat(ConfigurationReport.of(PostfixConfig.load(sample)).items())
                        .as(sample.toString())
                        .isNotEmpty()
                        .noneMatch(item -> item.origin().line() == 0);
            } catch (ConfigurationException e) {
                assertThat(e.diagnostics())
                        .as(sample.toString())
                        .allMatch(d -> d.origin().line() > 0);
            }
        }
    }

    private static List<Path> samples() throws Exception {
        String directory = System.getenv("POSTJAMES_SAMPLE_CONFIGS");
        assumeThat(directory).as("POSTJAMES_SAMPLE_CONFIGS is not set").isNotNull();
        try (Stream<Path> samples = Files.list(Path.of(String.valueOf(directory)))) {
            return samples.filter(s -> Files.exists(s.resolve("main.cf")))
                    .sorted()
                    .toList();
        }
    }

    private void compare(Path sample, List<String> call) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-c", sample.toString()));
        arguments.addAll(call);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Postconf.run(
                arguments.toArray(String[]::new),
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(err));
        List<String> command = new ArrayList<>(List.of("postconf"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(scratch.resolve("out").toFile())
                .redirectError(scratch.resolve("err").toFile())
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(text(out.toString())).as("%s", command).isEqualTo(text(Files.readString(scratch.resolve("out"))));
        assertThat(err.toString().lines().sorted().toList())
                .as("%s", command)
                .isEqualTo(Files.readAllLines(scratch.resolve("err")).stream()
                        .sorted()
                        .toList());
    }

    private static String text(String output) {
        return NOT_COMPARED.matcher(output).replaceAll("");
    }
}
