package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postjames.comparison.Comparison;

/** postmap and postalias beside what Postfix's own wrote into {@code cdb.golden} and its neighbours. */
class TableCommandGoldenTest {
    private static final List<String> FILES = List.of(
            "commands.golden",
            "indexed.golden",
            "cdb.golden",
            "texthash.golden",
            "cidr.golden",
            "regexp.golden",
            "pcre.golden",
            "builtin.golden",
            "inline-rules.golden");

    @TempDir
    Path directory;

    static List<TableCommandCase> cases() throws Exception {
        List<TableCommandCase> cases = new ArrayList<>();
        for (String file : FILES) {
            URL resource = Objects.requireNonNull(TableCommandGoldenTest.class.getResource("tablecommands/" + file));
            cases.addAll(TableCommandCase.all(Path.of(resource.toURI())));
        }
        return cases;
    }

    /** Some of them, because each call is a process. */
    static List<TableCommandCase> some() throws Exception {
        List<TableCommandCase> quick =
                cases().stream().filter(TableCommandCase::isQuick).toList();
        return IntStream.range(0, quick.size())
                .filter(i -> i % 4 == 0)
                .mapToObj(quick::get)
                .toList();
    }

    @Test
    void thereShouldBeManyOfThem() throws Exception {
        List<TableCommandCase.Call> calls =
                cases().stream().flatMap(one -> one.calls().stream()).toList();
        Map<String, Integer> queries = new TreeMap<>();
        calls.forEach(call -> queries.merge(call.type(), call.queries(), Integer::sum));
        assertThat(calls).hasSizeGreaterThanOrEqualTo(1_100);
        assertThat(queries.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(2_500);
        for (String type : List.of("hash", "btree", "lmdb", "cdb", "texthash", "cidr", "regexp", "pcre", "inline")) {
            assertThat(queries.get(type)).as(type).isGreaterThanOrEqualTo(90);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void callsShouldDoWhatPostfixDid(TableCommandCase one) throws Exception {
        assertThat(one.play(directory, TableCommandCase::ours)).containsExactlyElementsOf(one.recorded());
    }

    @ParameterizedTest
    @MethodSource("some")
    void theInstalledPostfixShouldStillDoWhatItDid(TableCommandCase one) throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix postfix-cdb postfix-lmdb");
        assertThat(one.play(directory, TableCommandCase::theirs)).containsExactlyElementsOf(one.recorded());
    }
}
