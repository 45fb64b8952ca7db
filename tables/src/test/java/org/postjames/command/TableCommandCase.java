package org.postjames.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Calls of postmap and postalias, one after the other in one directory, and what came of them. In the file {@code file}, {@code table}
 * (old enough to be read at once), {@code main} (lines of main.cf), {@code date}, {@code mode} and {@code dir} make files, {@code $} is a call, and below
 * it are its output, its messages, its status; at the end are the databases: their access rights, and a hash of constant ones. {@code @} is the
 * directory. {@code main FILE...} records all again with this machine's postmap.
 */
final class TableCommandCase {
    /** Runs one call in a directory. */
    interface Runner {
        Result run(List<String> words, byte[] input, Path directory) throws Exception;
    }

    /** What a call left; texts are bytes. */
    record Result(int status, String out, String err) {}

    /** The words of a command, and its standard input. */
    record Call(List<String> words, byte[] input) {
        private static Call of(String step) {
            String[] sides = step.substring(2).split(" < ", 2);
            List<String> words = Stream.of(sides[0].split(" "))
                    .map(word -> new String(unescaped(word), ISO_8859_1))
                    .toList();
            return new Call(words, unescaped(sides.length > 1 ? sides[1] : ""));
        }

        /** How many keys are asked for; the lines of a message are none. */
        int queries() {
            int asks = words.indexOf("-q");
            if (asks < 0 || asks + 2 >= words.size() || words.stream().anyMatch(word -> word.matches("-[bhm]+"))) {
                return 0;
            }
            String keys = new String(input, ISO_8859_1);
            return !words.get(asks + 1).equals("-") ? 1 : keys.isEmpty() ? 0 : keys.split("\n").length;
        }

        /** The type of the last table. */
        String type() {
            return words.get(words.size() - 1).split(":", 2)[0];
        }
    }

    private static final byte[] MAIN_CF =
            "compatibility_level = 3.6\nmyhostname = mail.example.org\n".getBytes(ISO_8859_1);

    /** Longer lines are shown with their hash. */
    private static final int LONG = 400;

    private final String name;
    private final List<String> steps;
    private final List<String> recorded;

    TableCommandCase(String name, List<String> recorded) {
        this.name = name;
        this.recorded = List.copyOf(recorded);
        this.steps = recorded.stream()
                .filter(line -> line.matches("(file|table|main|date|mode|dir) .*|\\$ .*"))
                .toList();
    }

    static List<TableCommandCase> all(Path file) throws IOException {
        List<TableCommandCase> cases = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        String name = "";
        for (String line : Files.readAllLines(file, ISO_8859_1)) {
            if (line.startsWith("=== ")) {
                if (!name.isEmpty()) {
                    cases.add(new TableCommandCase(name, lines));
                }
                name = line.substring(4);
                lines.clear();
            } else if (!line.startsWith("# ") && !line.isEmpty()) {
                lines.add(line);
            }
        }
        cases.add(new TableCommandCase(name, lines));
        return cases;
    }

    public static void main(String[] args) throws Exception {
        for (String arg : args) {
            StringBuilder text = new StringBuilder("# Postfix 3.7.11: the postmap and postalias calls behind each $\n");
            for (TableCommandCase one : all(Path.of(arg))) {
                Path directory = Files.createTempDirectory("tables");
                text.append("=== ").append(one.name).append('\n');
                one.play(directory, TableCommandCase::theirs)
                        .forEach(line -> text.append(line).append('\n'));
            }
            Files.writeString(Path.of(arg), text, ISO_8859_1);
        }
    }

    List<String> recorded() {
        return recorded;
    }

    /** Whether no call dies: Postfix sleeps before it does. */
    boolean isQuick() {
        return recorded.stream().noneMatch(line -> line.contains(": fatal: "));
    }

    List<String> play(Path directory, Runner runner) throws Exception {
        old(directory.resolve("main.cf"), MAIN_CF);
        List<String> lines = new ArrayList<>();
        for (String step : steps) {
            lines.add(step);
            String[] words = step.split(" ", 3);
            switch (words[0]) {
                case "file" -> Files.write(directory.resolve(words[1]), unescaped(words.length > 2 ? words[2] : ""));
                case "table" -> old(directory.resolve(words[1]), unescaped(words.length > 2 ? words[2] : ""));
                case "main" -> old(directory.resolve("main.cf"), concat(MAIN_CF, unescaped(step.substring(5))));
                case "dir" -> Files.createDirectory(directory.resolve(words[1]));
                case "date" ->
                    Files.setLastModifiedTime(
                            directory.resolve(words[1]),
                            FileTime.from(
                                    LocalDate.parse(words[2]).atStartOfDay().toInstant(ZoneOffset.UTC)));
                case "mode" ->
                    Files.setPosixFilePermissions(
                            directory.resolve(words[1]), PosixFilePermissions.fromString(words[2]));
                default -> lines.addAll(call(step, directory, runner));
            }
        }
        lines.addAll(databases(directory));
        return lines;
    }

    private static void old(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** The calls of this case. */
    List<Call> calls() {
        return steps.stream()
                .filter(step -> step.startsWith("$ "))
                .map(Call::of)
                .toList();
    }

    private static List<String> call(String step, Path directory, Runner runner) throws Exception {
        Call call = Call.of(step);
        List<String> words = new ArrayList<>(call.words());
        words.replaceAll(word -> word.replace("@/", directory + "/"));
        words.addAll(1, List.of(words.get(0).equals("newaliases") ? "-C" : "-c", directory.toString()));
        Result result = runner.run(words, call.input(), directory);
        List<String> lines = new ArrayList<>();
        show("| ", result.out(), directory, lines);
        show("! ", result.err(), directory, lines);
        lines.add("? " + result.status());
        return lines;
    }

    private static void show(String mark, String text, Path directory, List<String> lines) {
        // the rest of that line is whatever error number was left over
        String normal = text.replace(directory.toString(), "@")
                .replaceAll("query error: .*", "query error:")
                // ours are LMDB files where Postfix's are Berkeley DB files
                .replaceAll("\\.(db|lmdb)\\b", ".DB")
                .replaceAll("YP_LAST_MODIFIED:\t\\d{10}", "YP_LAST_MODIFIED:\tNOW");
        if (!normal.isEmpty()) {
            for (String line : normal.split("\n", 0)) {
                lines.add(mark + printable(line));
            }
        }
    }

    private static String printable(String line) {
        if (line.length() > LONG) {
            return printable(line.substring(0, 40)) + "... " + line.length() + " " + hash(line.getBytes(ISO_8859_1));
        }
        StringBuilder out = new StringBuilder();
        for (char c : line.toCharArray()) {
            out.append(c < ' ' && c != '\t' || c >= 127 ? "\\x%02x".formatted((int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    /** Bytes as a step may hold them. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(
                    c == '\n'
                            ? "\\n"
                            : c == '\\'
                                    ? "\\\\"
                                    : c <= ' ' || c > '~' || c == '<'
                                            ? "\\x%02x".formatted((int) c)
                                            : String.valueOf(c));
        }
        return out.toString();
    }

    private static byte[] unescaped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.write(c);
                continue;
            }
            char next = text.charAt(++i);
            switch (next) {
                case 'n' -> out.write('\n');
                case 't' -> out.write('\t');
                case 's' -> out.write(' ');
                case 'e' -> {}
                case '{' -> { // \{N,TEXT} is N times the text
                    int comma = text.indexOf(',', i);
                    int end = text.indexOf('}', comma);
                    byte[] one = unescaped(text.substring(comma + 1, end));
                    for (int n = Integer.parseInt(text.substring(i + 1, comma)); n > 0; n--) {
                        out.writeBytes(one);
                    }
                    i = end;
                }
                case 'x' -> {
                    out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> out.write(next);
            }
        }
        return out.toByteArray();
    }

    private static List<String> databases(Path directory) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(
                            f -> f.toString().matches(".*\\.(cdb(\\.tmp)?|lmdb|db)") && Files.isRegularFile(f))
                    .sorted()
                    .toList()) {
                String database = file.getFileName().toString().replaceAll("\\.(lmdb|db)$", ".DB");
                String line =
                        "= " + database + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                lines.add(database.endsWith(".DB") ? line : line + constant(file));
            }
        }
        return lines;
    }

    private static String constant(Path file) throws IOException {
        // what postalias writes holds the time of day
        byte[] bytes = new String(Files.readAllBytes(file), ISO_8859_1)
                // ours are LMDB files where Postfix's are Berkeley DB files
                .replaceAll("\\.(db|lmdb)\\b", ".DB")
                .replaceAll("YP_LAST_MODIFIED\\d{10}", "YP_LAST_MODIFIED0000000000")
                .getBytes(ISO_8859_1);
        return " " + bytes.length + " " + hash(bytes);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the installed postmap does. */
    static Result theirs(List<String> words, byte[] input, Path directory) throws Exception {
        Path in = Files.write(directory.resolve(".in"), input);
        Path out = directory.resolve(".out");
        Path err = directory.resolve(".err");
        List<String> command = new ArrayList<>(words);
        command.set(0, (words.get(0).equals("newaliases") ? "/usr/bin/" : "/usr/sbin/") + words.get(0));
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(words + " does not end");
        }
        return new Result(process.exitValue(), Files.readString(out, ISO_8859_1), Files.readString(err, ISO_8859_1));
    }

    /** What ours does. */
    static Result ours(List<String> words, byte[] input, Path directory) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        // the command takes its words as UTF-8
        String[] args = words.stream()
                .skip(1)
                .map(word -> new String(word.getBytes(ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8))
                .toArray(String[]::new);
        ByteArrayInputStream in = new ByteArrayInputStream(input);
        PrintStream says = new PrintStream(out);
        PrintStream warns = new PrintStream(err);
        int status =
                switch (words.get(0)) {
                    case "postmap" -> Postmap.run(args, in, says, warns);
                    case "postalias" -> Postalias.run(args, in, says, warns);
                    default -> Newaliases.run(args, in, says, warns);
                };
        return new Result(status, out.toString(ISO_8859_1), err.toString(ISO_8859_1));
    }

    @Override
    public String toString() {
        return name;
    }
}
