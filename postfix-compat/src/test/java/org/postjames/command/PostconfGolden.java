package org.postjames.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One recorded call of postconf: the files it found, its arguments, and what came out. {@code main} records all of them again with the postconf of
 * this machine.
 */
final class PostconfGolden {
    static final Path DIRECTORY = Path.of("src/test/resources/org/postjames/command/postconf");
    private static final String ARGUMENTS = "arguments";
    /** What postconf may find in its directory. {@code DIR} in arguments and files stands for that directory. */
    private static final List<String> FILES = List.of("main.cf", "master.cf", "templates.cf", "table.cf");

    private final Path file;
    private final Map<String, String> sections;

    private PostconfGolden(Path file, Map<String, String> sections) {
        this.file = file;
        this.sections = sections;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        for (PostconfGolden golden : all(Path.of(args[0]))) {
            golden.record();
        }
    }

    static List<PostconfGolden> all(Path directory) throws IOException {
        List<PostconfGolden> goldens = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".golden")).sorted().toList()) {
                goldens.add(read(file));
            }
        }
        return goldens;
    }

    private static PostconfGolden read(Path file) throws IOException {
        Map<String, String> sections = new LinkedHashMap<>();
        String name = "";
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("=== ")) {
                sections.put(name, text.toString());
                name = line.substring(4);
                text.setLength(0);
            } else if (!line.startsWith("# Postfix ")) {
                text.append(line).append('\n');
            }
        }
        sections.put(name, text.toString());
        sections.remove("");
        return new PostconfGolden(file, sections);
    }

    private List<String> arguments(Path directory) {
        List<String> arguments = new ArrayList<>(List.of("-c", directory.toString()));
        sections.getOrDefault(ARGUMENTS, "")
                .lines()
                .forEach(line -> arguments.add(line.replace("DIR", directory.toString())));
        return arguments;
    }

    private void prepare(Path directory) throws IOException {
        for (String name : FILES) {
            String text = sections.get(name);
            if (text != null) {
                Files.writeString(directory.resolve(name), text.replace("DIR", directory.toString()));
                // a file of just now makes Postfix wait until it has cooled down
                Files.setLastModifiedTime(directory.resolve(name), FileTime.fromMillis(0));
            }
        }
    }

    /** What ours does, in the sections' form. */
    Map<String, String> ours(Path directory) throws IOException {
        prepare(directory);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Postconf.run(
                arguments(directory).toArray(String[]::new),
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(err));
        return result(directory, status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What the installed postconf does. */
    Map<String, String> theirs(Path directory) throws IOException, InterruptedException {
        prepare(directory);
        List<String> command = new ArrayList<>(List.of("postconf"));
        command.addAll(arguments(directory));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("postconf does not end");
        }
        return result(directory, process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Map<String, String> result(Path directory, int status, String out, String err) throws IOException {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("status", status + "\n");
        result.put("stdout", normalised(directory, out));
        // Postfix warns in the random order of a hash table
        String[] lines = normalised(directory, err).split("(?<=\n)");
        Arrays.sort(lines);
        result.put("stderr", String.join("", lines));
        for (String name : FILES) {
            Path after = directory.resolve(name);
            String text = Files.exists(after) ? normalised(directory, Files.readString(after)) : "";
            if (!text.equals(sections.getOrDefault(name, ""))) {
                result.put(name + " after", text);
            }
        }
        return result;
    }

    private static String normalised(Path directory, String text) {
        return text.replace(directory.toString(), "DIR");
    }

    Map<String, String> expected() {
        Map<String, String> expected = new LinkedHashMap<>(sections);
        expected.remove(ARGUMENTS);
        expected.keySet().removeAll(FILES);
        return expected;
    }

    private void record() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("postconf");
        StringBuilder text = new StringBuilder("# Postfix 3.7.11: postconf -c DIR "
                + sections.getOrDefault(ARGUMENTS, "").strip().replace('\n', ' ') + "\n");
        Map<String, String> all = new LinkedHashMap<>(sections);
        all.keySet().removeIf(name -> !name.equals(ARGUMENTS) && !FILES.contains(name));
        all.putAll(theirs(directory));
        all.forEach(
                (name, content) -> text.append("=== ").append(name).append('\n').append(content));
        Files.writeString(file, text.toString());
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
