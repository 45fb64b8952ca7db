package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code postmap -q} beside what Postfix's own wrote into {@code tables/tables.golden}. */
class PostmapGoldenTest {
    private static final Set<String> FILE_TYPES = Set.of("cidr", "regexp", "pcre", "texthash");

    @TempDir
    Path directory;

    @Test
    void queriesShouldAnswerAndWarnAsPostfixDoes() throws IOException {
        for (String file : List.of("clients.cidr", "patterns.regexp", "patterns.pcre", "words.texthash")) {
            Files.write(directory.resolve(file), resource(file));
        }
        Files.writeString(directory.resolve("main.cf"), "compatibility_level = 3.6\n");
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        Map<String, List<String>> warnings = new LinkedHashMap<>();
        Map<String, List<String>> ourWarnings = new LinkedHashMap<>();
        for (String line : new String(resource("tables.golden"), StandardCharsets.ISO_8859_1).split("\n")) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals("W")) {
                warnings.computeIfAbsent(fields[1], t -> new ArrayList<>()).add(fields[2]);
            } else if (fields[0].equals("Q") || fields[0].equals("N")) {
                expected.add(line);
                actual.add(ask(fields[1], fields[2], ourWarnings));
            }
        }
        assertThat(actual).hasSizeGreaterThan(100).containsExactlyElementsOf(expected);
        warnings.values().removeIf(List::isEmpty);
        ourWarnings.values().removeIf(List::isEmpty);
        assertThat(ourWarnings).containsExactlyInAnyOrderEntriesOf(warnings);
    }

    private String ask(String table, String key, Map<String, List<String>> warnings) {
        String type = table.substring(0, table.indexOf(':'));
        String name = table.substring(table.indexOf(':') + 1);
        String place = FILE_TYPES.contains(type) ? type + ":" + directory.resolve(name) : table;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Postmap.run(
                new String[] {"-c", directory.toString(), "-q", key, place},
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(err));
        if (!warnings.containsKey(table)) {
            List<String> lines = new ArrayList<>();
            err.toString(StandardCharsets.ISO_8859_1)
                    .replace(directory + "/", "")
                    .lines()
                    .map(line -> line.substring("postmap: ".length()))
                    .forEach(lines::add);
            warnings.put(table, lines);
        }
        String answer = out.toString(StandardCharsets.ISO_8859_1);
        return status == 0
                ? "Q\t" + table + "\t" + key + "\t" + answer.substring(0, answer.length() - 1)
                : "N\t" + table + "\t" + key;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PostmapGoldenTest.class.getResourceAsStream("tables/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
