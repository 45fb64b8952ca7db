package org.postjames.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Tables that ask a database: the installed postmap and ours, with the same configuration, must answer and warn alike. */
final class DatabaseTable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path directory;
    private final String type;
    private final List<String> common;

    /** @param common settings of all tables of the test */
    DatabaseTable(Path directory, String type, String... common) {
        this.directory = directory;
        this.type = type;
        this.common = List.of(common);
    }

    /** The answers to keys, asked in one call each of theirs and ours, the configuration once in a file and once in main.cf. */
    String compare(List<String> keys, String... settings) throws Exception {
        List<String> all = new ArrayList<>(common);
        all.addAll(List.of(settings));
        String input = String.join("\n", keys) + "\n";
        Path file = write("t" + NUMBER.incrementAndGet() + ".cf", String.join("\n", all) + "\n");
        write("main.cf", "compatibility_level = 3.6\n");
        String answer = same(input, type + ":" + file);
        // there a dollar would begin a parameter's name
        StringBuilder main = new StringBuilder("compatibility_level = 3.6\n");
        all.forEach(
                line -> main.append("legacy_").append(line.replace("$", "$$")).append('\n'));
        write("main.cf", main.toString());
        String legacy = same(input, type + ":legacy");
        if (answer.startsWith("0") || answer.equals("1\n")) {
            assertThat(legacy.replace("legacy", "X")).isEqualTo(answer.replace(file.toString(), "X"));
        }
        return answer;
    }

    /** The same for what only one of the two forms says. */
    String same(String input, String table) throws Exception {
        String theirs = call(TableCommandCase::theirs, input, table);
        assertThat(call(TableCommandCase::ours, input, table)).isEqualTo(theirs);
        return theirs;
    }

    Path write(String name, String text) throws Exception {
        Path file = Files.writeString(directory.resolve(name), text, ISO_8859_1);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        return file;
    }

    private String call(TableCommandCase.Runner runner, String input, String table) throws Exception {
        TableCommandCase.Result result = runner.run(
                List.of("postmap", "-c", directory.toString(), "-q", "-", table),
                input.getBytes(ISO_8859_1),
                directory);
        // what the database's library says, and a left-over error number
        return (result.status() + "\n" + result.out() + result.err())
                .replaceAll("query error: .*", "query error:")
                .replaceAll("(connect to \\w+ server \\S+: ).*", "$1")
                .replaceAll("(fatal error from host \\S+: ).*\n(?:(?!postmap: ).*\n)*", "$1\n")
                .replaceAll("(mysql:\\S+: query failed: ).*", "$1");
    }
}
