package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** Random main.cf files and ours beside the installed postconf; {@code -Dpostjames.seed=N} takes other ones. */
class PostconfGeneratorTest {
    private static final long SEED = Long.getLong("postjames.seed", 20_260_101L);
    private static final int BATCHES = 10;
    private static final int BATCH = 1000;
    private static final int BROKEN = 60;
    private static final int FILES = 20;
    private static final int LINES = 500;

    @TempDir
    Path scratch;

    private record Outcome(int status, List<String> out, List<String> err) {
        /** What one of the two said and the other did not. */
        List<String> without(Outcome other) {
            List<String> rest = new ArrayList<>(out);
            rest.removeAll(other.out);
            List<String> warnings = new ArrayList<>(err);
            warnings.removeAll(other.err);
            rest.addAll(warnings);
            return rest;
        }
    }

    @BeforeEach
    void postfixShouldBeThere() {
        Comparison.needsProgram(Path.of("/usr/sbin/postconf"), "postfix");
    }

    @Test
    void expansionsShouldBePostfixs() throws Exception {
        RandomMainCf generator = new RandomMainCf(SEED);
        List<String> broken = new ArrayList<>();
        int whole = 0;
        for (int batch = 0; batch < BATCHES; batch++) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                values.add(generator.value());
            }
            // every value is looked through for names, broken or not
            compare(file("scan" + batch, values), List.of("-C", "user"));
            List<String> good = new ArrayList<>();
            for (String value : values) {
                (isWhole(value) ? good : broken).add(value);
            }
            whole += good.size();
            List<String> call = new ArrayList<>(List.of("-x"));
            for (int i = 0; i < good.size(); i++) {
                call.add("v" + i);
            }
            compare(file("expand" + batch, good), call);
        }
        assertThat(whole).isBetween(BATCHES * BATCH / 2, BATCHES * BATCH * 95 / 100);
        assertThat(broken).hasSizeGreaterThan(BROKEN);
        compareFailures(broken.subList(0, BROKEN));
    }

    @Test
    void filesShouldBeReadAsPostfixReadsThem() throws Exception {
        RandomMainCf generator = new RandomMainCf(SEED);
        for (int i = 0; i < FILES; i++) {
            Path directory = directory("file" + i, generator.lines(LINES, false));
            for (String option : List.of("-n", "-nf", "-nx")) {
                compare(directory, List.of(option));
            }
        }
        List<Path> directories = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            directories.add(directory("broken" + i, generator.lines(12, true)));
        }
        compareAll(directories, List.of("-n"));
    }

    /** postconf sleeps for a second before it dies, so all of them do that at the same time. */
    private void compareFailures(List<String> values) throws Exception {
        List<Path> directories = new ArrayList<>();
        for (String value : values) {
            directories.add(file("broken" + directories.size(), List.of(value)));
        }
        compareAll(directories, List.of("-x", "v0"));
    }

    private boolean isWhole(String value) throws IOException {
        return ours(file("one", List.of(value)), List.of("-x", "v0")).status() == 0;
    }

    private Path file(String name, List<String> values) throws IOException {
        List<String> lines = new ArrayList<>(RandomMainCf.definitions());
        StringBuilder users = new StringBuilder("smtp_helo_name =");
        for (int i = 0; i < values.size(); i++) {
            lines.add("v" + i + " = " + values.get(i));
            users.append(" ${v").append(i).append("?}");
        }
        lines.add(users.toString());
        lines.add("mydestination = ${leaf?}${empty?}${number?}${spaced?}${dollars?}");
        return directory(name, lines);
    }

    private Path directory(String name, List<String> lines) throws IOException {
        Path directory = Files.createDirectories(scratch.resolve(name));
        for (String file : List.of("main.cf", "master.cf")) {
            Files.writeString(directory.resolve(file), file.equals("main.cf") ? String.join("\n", lines) + "\n" : "");
            Files.setLastModifiedTime(directory.resolve(file), FileTime.fromMillis(0));
        }
        return directory;
    }

    private void compare(Path directory, List<String> call) throws Exception {
        compareAll(List.of(directory), call);
    }

    private void compareAll(List<Path> directories, List<String> call) throws Exception {
        List<Process> running = new ArrayList<>();
        for (Path directory : directories) {
            running.add(new ProcessBuilder(arguments(directory, call, "postconf"))
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile())
                    .start());
        }
        for (int i = 0; i < running.size(); i++) {
            Path directory = directories.get(i);
            assertThat(running.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
            Outcome theirs = new Outcome(
                    running.get(i).exitValue(),
                    Files.readAllLines(directory.resolve("out"), StandardCharsets.ISO_8859_1),
                    sorted(Files.readString(directory.resolve("err"), StandardCharsets.ISO_8859_1)));
            Outcome ours = ours(directory, call);
            assertThat(ours.equals(theirs))
                    .as(() -> "seed " + SEED + ", " + call.getFirst() + " of " + read(directory.resolve("main.cf"))
                            + "\nPostfix only, status " + theirs.status() + ": "
                            + String.join("\n", theirs.without(ours)) + "\nours only, status " + ours.status() + ": "
                            + String.join("\n", ours.without(theirs)))
                    .isTrue();
        }
    }

    private static Outcome ours(Path directory, List<String> call) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> arguments = arguments(directory, call, "");
        int status = Postconf.run(
                arguments.subList(1, arguments.size()).toArray(String[]::new),
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(err));
        return new Outcome(
                status,
                out.toString(StandardCharsets.ISO_8859_1).lines().toList(),
                sorted(err.toString(StandardCharsets.ISO_8859_1)));
    }

    private static List<String> arguments(Path directory, List<String> call, String program) {
        List<String> arguments = new ArrayList<>(List.of(program, "-c", directory.toString()));
        arguments.addAll(call);
        return arguments;
    }

    /** Postfix warns in the random order of a hash table. */
    private static List<String> sorted(String lines) {
        return lines.lines().sorted().toList();
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.length() > 2000 ? file + " (too long to show)" : text;
        } catch (IOException e) {
            return file.toString();
        }
    }
}
