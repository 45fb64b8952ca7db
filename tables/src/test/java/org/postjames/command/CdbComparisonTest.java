package org.postjames.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;
import org.postjames.config.PostfixConfig;
import org.postjames.table.LookupTable;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** Large {@code cdb:} tables: the same bytes as the installed postmap writes, and each reads the other's. */
class CdbComparisonTest {
    @TempDir
    Path directory;

    private StringBuilder source = new StringBuilder();
    private StringBuilder keys = new StringBuilder();

    @BeforeEach
    void prepare() throws Exception {
        Files.writeString(directory.resolve("main.cf"), "compatibility_level = 3.6\n");
        Files.setLastModifiedTime(directory.resolve("main.cf"), FileTime.fromMillis(0));
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            String key = Integer.toString(random.nextInt(15_000), 36) + (i % 3 == 0 ? "@Example.org" : "");
            source.append(key)
                    .append(' ')
                    .append("v".repeat(random.nextInt(60)))
                    .append(i)
                    .append('\n');
            keys.append(Integer.toString(random.nextInt(20_000), 36))
                    .append(i % 2 == 0 ? "@example.org" : "")
                    .append('\n');
        }
    }

    private TableCommandCase.Result run(TableCommandCase.Runner runner, String input, String... words)
            throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of("postmap", "-c", directory.toString()));
        all.addAll(List.of(words));
        return runner.run(all, input.getBytes(ISO_8859_1), directory);
    }

    @Test
    void bothShouldWriteTheSameBytesAndFindTheSame() throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix postfix-cdb");
        for (String option : List.of("-n", "-N", "-r", "-w", "-f")) {
            Path ours = Files.writeString(directory.resolve("ours" + option), source);
            Path theirs = Files.writeString(directory.resolve("theirs" + option), source);
            TableCommandCase.Result one = run(TableCommandCase::ours, "", option, "cdb:" + ours);
            TableCommandCase.Result other = run(TableCommandCase::theirs, "", option, "cdb:" + theirs);
            assertThat(one.status()).isZero();
            assertThat(one.err().replace(ours.toString(), "T"))
                    .isEqualTo(other.err().replace(theirs.toString(), "T"));
            assertThat(Path.of(ours + ".cdb")).hasSameBinaryContentAs(Path.of(theirs + ".cdb"));
            TableCommandCase.Result found = run(TableCommandCase::ours, keys.toString(), "-q", "-", "cdb:" + theirs);
            assertThat(found).isEqualTo(run(TableCommandCase::theirs, keys.toString(), "-q", "-", "cdb:" + ours));
            assertThat(found.out().lines().count()).isGreaterThan(1000);
        }
    }

    /** A broken file makes mail wait, or answers from what is whole; it never makes us fail in another way. */
    @Test
    void brokenFilesShouldBeUnavailableOrAnswer() throws Exception {
        Path table = Files.writeString(directory.resolve("t"), source.substring(0, 3000));
        run(TableCommandCase::ours, "", "cdb:" + table);
        byte[] whole = Files.readAllBytes(Path.of(table + ".cdb"));
        Random random = new Random(12);
        int unavailable = 0;
        for (int i = 0; i < 300; i++) {
            byte[] broken = java.util.Arrays.copyOf(whole, i % 2 == 0 ? whole.length : random.nextInt(whole.length));
            for (int j = 0; j < 2 && broken.length > 0; j++) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            Path file = directory.resolve("b" + i);
            Files.write(Path.of(file + ".cdb"), broken);
            List<String> warnings = new ArrayList<>();
            try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true)) {
                LookupTable open = tables.open(new TableName("cdb", file.toString()));
                for (String key : keys.substring(0, 2000).split("\n")) {
                    open.lookup(key);
                }
            } catch (TableUnavailableException e) {
                assertThat(warnings + e.getMessage()).contains("Protocol error");
                unavailable++;
            }
        }
        assertThat(unavailable).isBetween(50, 299);
    }
}
