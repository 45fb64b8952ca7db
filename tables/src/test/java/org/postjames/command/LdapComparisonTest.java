package org.postjames.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;
import org.postjames.config.PostfixConfig;
import org.postjames.table.LookupTable;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** {@code ldap:} beside the installed postmap, both asking one slapd. */
class LdapComparisonTest {
    @TempDir
    Path directory;

    @Test
    void answersShouldBePostfixs() throws Exception {
        Comparison.needs(
                Files.exists(Path.of("/usr/lib/postfix/postfix-ldap.so")),
                "no ldap: in Postfix (Debian: apt-get install postfix-ldap)");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path own = Files.createDirectory(directory.resolve("server"));
        String entries = new String(
                LdapComparisonTest.class.getResourceAsStream("directory.ldif").readAllBytes(), UTF_8);
        String text = new String(
                LdapComparisonTest.class.getResourceAsStream("ldap.cases").readAllBytes(), UTF_8);
        int tlsPort = ScriptedServer.freePort();
        Certificates certificates = new Certificates(directory.resolve("certificates"));
        try (DatabaseServer server = DatabaseServer.slapd(own, entries, tlsPort, certificates)) {
            String cases = text.replace("PORT", server.port() + "")
                    .replace("SECURE", tlsPort + "")
                    .replace("CERTS", certificates.file(""))
                    .replace("SOCKET", own.resolve("ldapi").toString().replace("/", "%2F"))
                    .replace("NOBODY", ScriptedServer.freePort() + "");
            Map<String, String> theirs = all(TableCommandCase::theirs, "theirs", cases);
            Map<String, String> ours = all(TableCommandCase::ours, "ours", cases);
            List<String> differing = new ArrayList<>();
            theirs.forEach((one, answer) -> {
                if (!answer.equals(ours.get(one))) {
                    differing.add(one + "theirs " + answer + "ours " + ours.get(one) + "\n");
                }
            });
            assertThat(differing).isEmpty();
            // most of them find something
            assertThat(theirs.values().stream()
                            .filter(one -> one.contains("@example.com"))
                            .count())
                    .isGreaterThan(60);
            comeBack(server);
        }
    }

    /** A server that goes away and comes back: unavailable, never "not found"; asked again at once. */
    private void comeBack(DatabaseServer server) throws Exception {
        Path file = Files.writeString(directory.resolve("t.cf"), """
                server_host = 127.0.0.1:%d
                search_base = dc=example,dc=org
                query_filter = (mail=%%s)
                result_attribute = cn
                """.formatted(server.port()));
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true)) {
            LookupTable table = tables.open(new TableName("ldap", file.toString()));
            try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Optional<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    String key = i % 2 == 0 ? "one@example.org" : "none";
                    answers.add(many.submit(() -> table.lookup(key)));
                }
                for (int i = 0; i < 200; i++) {
                    assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0 ? Optional.of("One") : Optional.empty());
                }
            }
            server.stop();
            assertThatThrownBy(() -> table.lookup("one@example.org")).isInstanceOf(TableUnavailableException.class);
            assertThatThrownBy(() -> table.lookup("none")).isInstanceOf(TableUnavailableException.class);
            assertThat(warnings)
                    .hasSize(2)
                    .allMatch(text -> text.startsWith("dict_ldap_connect: Unable to bind to server ldap://127.0.0.1:")
                            && text.endsWith(" with dn empty or implicit: -1 (Can't contact LDAP server)"));
            server.start();
            assertThat(table.lookup("one@example.org")).contains("One");
            assertThat(table.lookup("none")).isEmpty();
            // the connection that is kept is gone, and nobody is told
            server.stop();
            server.start();
            assertThat(table.lookup("one@example.org")).contains("One");
            assertThat(warnings).hasSize(2);
        }
    }

    private Map<String, String> all(TableCommandCase.Runner runner, String who, String text) throws Exception {
        Map<String, Future<String>> running = new LinkedHashMap<>();
        Map<String, String> answers = new LinkedHashMap<>();
        try (ExecutorService calls = Executors.newFixedThreadPool(12)) {
            int number = 0;
            for (String one : text.split("\n\n")) {
                Path place = Files.createDirectory(directory.resolve(who + ++number));
                running.put(one + "\n", calls.submit(() -> call(runner, place, one)));
            }
            for (var entry : running.entrySet()) {
                answers.put(entry.getKey(), entry.getValue().get());
            }
        }
        return answers;
    }

    /** Lines {@code ? KEY} are keys, the others settings, of main.cf if the first line says so. */
    private static String call(TableCommandCase.Runner runner, Path place, String lines) throws Exception {
        StringBuilder settings = new StringBuilder();
        StringBuilder keys = new StringBuilder();
        boolean legacy = lines.startsWith("! main.cf");
        for (String line : lines.split("\n")) {
            if (line.startsWith("? ")) {
                keys.append(line.substring(2)).append('\n');
            } else if (!line.startsWith("! ")) {
                settings.append(legacy ? "legacy_" : "").append(line).append('\n');
            }
        }
        Path file = place.resolve("t.cf");
        Files.writeString(file, settings);
        Files.writeString(place.resolve("main.cf"), "compatibility_level = 3.6\n" + (legacy ? settings : ""));
        for (Path one : List.of(file, place.resolve("main.cf"))) {
            Files.setLastModifiedTime(one, FileTime.fromMillis(0));
        }
        TableCommandCase.Result result = runner.run(
                List.of("postmap", "-c", place.toString(), "-q", "-", "ldap:" + (legacy ? "legacy" : file)),
                keys.toString().getBytes(UTF_8),
                place);
        return (result.status() + "\n" + result.out() + result.err())
                .replace(place.toString(), "@")
                .replaceAll("query error: .*", "query error:")
                // the deliberate differences
                .replaceAll("(?m)(malformed URL \\S+|error parsing URL \\S+): .*?($|; skipping)", "$1$2")
                .replace("postmap: error: dict_ldap_", "postmap: warning: dict_ldap_");
    }
}
