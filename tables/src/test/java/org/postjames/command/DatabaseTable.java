package org.postjames.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.postjames.table.LookupTable;
import org.postjames.table.TableUnavailableException;
import org.postjames.tables.SqlTables;

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
        List<String> all = all(settings);
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

    /** The answer to one key with a configuration in a file. */
    String compareFile(String key, String... settings) throws Exception {
        Path file = write("t" + NUMBER.incrementAndGet() + ".cf", String.join("\n", all(settings)) + "\n");
        write("main.cf", "compatibility_level = 3.6\n");
        return same(key + "\n", type + ":" + file);
    }

    private List<String> all(String... settings) {
        List<String> all = new ArrayList<>(common);
        all.addAll(List.of(settings));
        return all;
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

    /** A server that goes away and comes back: unavailable, never "not found"; asked again after a minute. */
    static void comeBack(String type, DatabaseServer server, String warning) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (SqlTables tables = new SqlTables(
                type,
                Map.of(
                        "hosts", "127.0.0.1:" + server.port(),
                        "dbname", "maildb",
                        "user", "mail",
                        "password", "secret",
                        "query", "SELECT goto FROM alias WHERE address = '%s'"),
                now::get)) {
            LookupTable table = tables.table();
            assertThat(table.lookup("one@example.org")).contains("a@example.com");
            server.stop();
            assertThatThrownBy(() -> table.lookup("one@example.org")).isInstanceOf(TableUnavailableException.class);
            assertThatThrownBy(() -> table.lookup("none")).isInstanceOf(TableUnavailableException.class);
            server.start();
            assertThatThrownBy(() -> table.lookup("one@example.org")).isInstanceOf(TableUnavailableException.class);
            now.set(now.get().plusSeconds(61));
            assertThat(table.lookup("one@example.org")).contains("a@example.com");
            assertThat(table.lookup("none")).isEmpty();
            assertThat(tables.warnings()).hasSize(1).allMatch(text -> text.startsWith(warning));
        }
    }

    private String call(TableCommandCase.Runner runner, String input, String table) throws Exception {
        TableCommandCase.Result result = runner.run(
                List.of("postmap", "-c", directory.toString(), "-q", "-", table),
                input.getBytes(ISO_8859_1),
                directory);
        // what the database's library says, and a left-over error number
        return (result.status() + "\n" + result.out() + result.err())
                .replaceAll("query error: .*", "query error:")
                // the deliberate difference
                .replaceAll("(postgresql://\\w+:)secret@", "$1***@")
                .replaceAll("(connect to \\w+ server \\S+: ).*", "$1")
                .replaceAll("(fatal error from host \\S+: ).*\n(?:(?!postmap: ).*\n)*", "$1\n")
                .replaceAll("(mysql:\\S+: query failed: ).*", "$1");
    }
}
