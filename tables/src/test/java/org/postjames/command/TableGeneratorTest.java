package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.comparison.Comparison;

/** Random tables, and what ours and the installed postmap answer; {@code -Dpostjames.seed=N} takes other ones. A case that differs can be copied into a golden file. */
class TableGeneratorTest {
    private static final long SEED = Long.getLong("postjames.seed", 20_260_101L);
    private static final int TABLES = 10;
    private static final int LINES = 1000;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"regexp", "pcre", "cidr", "texthash", "cdb", "lmdb", "hash", "btree"})
    void tablesShouldAnswerAsPostfixs(String type) throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix postfix-cdb postfix-lmdb postfix-pcre");
        RandomTable generator = new RandomTable(SEED + type.hashCode());
        int answers = 0;
        for (int i = 0; i < TABLES; i++) {
            String table = generator.text(type, LINES);
            List<String> keys = generator.keys(type, table, LINES);
            TableCommandCase one = new TableCommandCase(type + " " + i, steps(type, table, keys));
            List<String> theirs = one.play(directory("theirs" + i), TableCommandCase::theirs);
            List<String> ours = one.play(directory("ours" + i), TableCommandCase::ours);
            assertThat(String.join("\n", differences(theirs, ours)))
                    .as(() -> "seed " + SEED + ", < is Postfix's and > ours, of\n=== " + one + "\n"
                            + String.join("\n", steps(type, table, keys)))
                    .isEmpty();
            answers +=
                    (int) theirs.stream().filter(line -> line.startsWith("| ")).count();
        }
        assertThat(answers).as("answers").isGreaterThan(TABLES * LINES / 10);
    }

    private Path directory(String name) throws Exception {
        return Files.createDirectories(scratch.resolve(name));
    }

    private static List<String> steps(String type, String table, List<String> keys) {
        List<String> steps = new ArrayList<>();
        steps.add("table t " + TableCommandCase.escaped(table));
        boolean compiled = !List.of("regexp", "pcre", "cidr", "texthash").contains(type);
        if (compiled) {
            steps.add("$ postmap " + type + ":@/t");
        }
        steps.add("$ postmap -q - " + type + ":@/t < " + TableCommandCase.escaped(String.join("\n", keys) + "\n"));
        if (type.equals("lmdb")) {
            steps.add("$ postmap -s lmdb:@/t");
        }
        return steps;
    }

    private static List<String> differences(List<String> theirs, List<String> ours) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Math.max(theirs.size(), ours.size()) && lines.size() < 40; i++) {
            String their = i < theirs.size() ? theirs.get(i) : "nothing";
            String our = i < ours.size() ? ours.get(i) : "nothing";
            if (!their.equals(our)) {
                lines.add("< " + their);
                lines.add("> " + our);
            }
        }
        return lines;
    }
}
