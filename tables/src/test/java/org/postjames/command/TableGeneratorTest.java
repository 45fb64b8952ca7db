package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postjames.comparison.Comparison;

/** Random tables, and what ours and the installed postmap answer; {@code -Dpostjames.seed=N} takes other ones. A case that differs can be copied into a golden file. */
class TableGeneratorTest {
    private static final long SEED = Long.getLong("postjames.seed", 20_260_101L);
    private static final int TABLES = 10;
    private static final int LINES = 1000;
    /** So many names of tables, and so many entries in each. */
    private static final int NAMES = 100;

    private static final int NAMED = 100;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"regexp", "pcre", "cidr", "texthash", "cdb", "lmdb", "hash", "btree", "alias"})
    void tablesShouldAnswerAsPostfixs(String type) throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix postfix-cdb postfix-lmdb postfix-pcre");
        RandomTable generator = new RandomTable(SEED + type.hashCode());
        int answers = 0;
        for (int i = 0; i < TABLES; i++) {
            String table = generator.text(type, LINES);
            List<String> keys = generator.keys(type, table, LINES);
            answers += compare(type + i, steps(type, table, keys));
        }
        assertThat(answers).as("answers").isGreaterThan(TABLES * LINES / 10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "unionmap", "pipemap"})
    void tablesWithoutFilesShouldAnswerAsPostfixs(String type) throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix");
        RandomTableName generator = new RandomTableName(SEED + type.hashCode());
        // Postfix sleeps for a second before it dies of a name that it cannot read, so all of them do that at the same
        // time
        List<Future<Integer>> answers = new ArrayList<>();
        try (ExecutorService players = Executors.newFixedThreadPool(NAMES / 5)) {
            for (int i = 0; i < NAMES; i++) {
                String name = generator.name(type, type.equals("inline") ? NAMED : 1 + i % 4);
                List<String> steps = new ArrayList<>(RandomTableName.FILES);
                String keys = String.join("\n", generator.keys(TABLES * LINES / NAMES)) + "\n";
                steps.add("$ postmap -q - " + TableCommandCase.escaped(name) + " < " + TableCommandCase.escaped(keys));
                String of = type + i;
                answers.add(players.submit(() -> compare(of, steps)));
            }
        }
        int found = 0;
        for (Future<Integer> answer : answers) {
            found += answer.get();
        }
        assertThat(found).as("answers").isGreaterThan(TABLES * LINES / 50);
    }

    /** How many keys were found. */
    private int compare(String name, List<String> steps) throws Exception {
        TableCommandCase one = new TableCommandCase(name, steps);
        List<String> theirs = one.play(directory("theirs" + name), TableCommandCase::theirs);
        List<String> ours = one.play(directory("ours" + name), TableCommandCase::ours);
        assertThat(String.join("\n", differences(theirs, ours)))
                .as(() -> "seed " + SEED + ", < is Postfix's and > ours, of\n=== " + one + "\n"
                        + String.join("\n", steps))
                .isEmpty();
        return (int) theirs.stream().filter(line -> line.startsWith("| ")).count();
    }

    private Path directory(String name) throws Exception {
        return Files.createDirectories(scratch.resolve(name));
    }

    private static List<String> steps(String type, String table, List<String> keys) {
        List<String> steps = new ArrayList<>();
        steps.add("table t " + TableCommandCase.escaped(table));
        String command = type.equals("alias") ? "postalias" : "postmap";
        String name = type.equals("alias") ? "cdb:@/t" : type + ":@/t";
        if (!List.of("regexp", "pcre", "cidr", "texthash").contains(type)) {
            steps.add("$ " + command + " " + name);
        }
        steps.add("$ " + command + " -q - " + name + " < " + TableCommandCase.escaped(String.join("\n", keys) + "\n"));
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
