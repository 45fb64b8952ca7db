package org.postjames.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;
import org.postjames.config.PostfixConfig;
import org.postjames.table.LookupTable;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** {@code tcp:} and {@code socketmap:}: the installed postmap and ours ask the same server and must send, say and conclude the same. */
class SocketTablesComparisonTest {
    private static final Map<String, String> TCP = Map.ofEntries(
            Map.entry("get found", "200 value\n"),
            Map.entry("get escaped", "200 a%20b%25%41%c3%A9\n"),
            Map.entry("get null", "200 a%00b\n"),
            Map.entry("get empty", "200 \n"),
            Map.entry("get spaces", "200   two   words \n"),
            Map.entry("get tab", "200\tx\n"),
            Map.entry("get cr", "200 x\r\n"),
            Map.entry("get other2", "299 x\n"),
            Map.entry("get no", "500 not%20found\n"),
            Map.entry("get no2", "599 x\n"),
            Map.entry("get busy", "400 try%20later\n"),
            Map.entry("get one", "100 x\n"),
            Map.entry("get three", "300 x\n"),
            Map.entry("get six", "600 x\n"),
            Map.entry("get short", "20\n"),
            Map.entry("get bare", "200\n"),
            Map.entry("get letters", "ok yes\n"),
            Map.entry("get hex", "200 %zz\n"),
            Map.entry("get halfhex", "200 a%4\n"),
            Map.entry("get blank", "\n"),
            Map.entry("get control", "200x\u0001\u00e9y\n"),
            Map.entry("get long", "200 " + "x".repeat(4000) + "\n"),
            Map.entry("get limit", "200 " + "x".repeat(4091) + "\n"),
            Map.entry("get longbad", "2x " + "y".repeat(300) + "\n"),
            Map.entry("get Upper%20Case", "200 as%20it%20is\n"),
            Map.entry("get 100%25", "200 percent\n"));

    private static final Map<String, String> SOCKETMAP = new LinkedHashMap<>();

    static {
        SOCKETMAP.put("m found", netstring("OK value"));
        SOCKETMAP.put("m spaces", netstring("OK   two  words "));
        SOCKETMAP.put("m empty", netstring("OK "));
        SOCKETMAP.put("m none", netstring("NOTFOUND "));
        SOCKETMAP.put("m bare", netstring("NOTFOUND"));
        SOCKETMAP.put("m temp", netstring("TEMP come back"));
        SOCKETMAP.put("m tempbare", netstring("TEMP"));
        SOCKETMAP.put("m timeout", netstring("TIMEOUT   slow"));
        SOCKETMAP.put("m perm", netstring("PERM broken \u0001\u00e9"));
        SOCKETMAP.put("m permlong", netstring("PERM " + "x".repeat(300)));
        SOCKETMAP.put("m odd", netstring("WHAT is this"));
        SOCKETMAP.put("m lower", netstring("ok value"));
        SOCKETMAP.put("m nothing", netstring(""));
        SOCKETMAP.put("m letters", "x5:OK ab,");
        SOCKETMAP.put("m comma", "5:OK abX");
        SOCKETMAP.put("m negative", "-5:OK ab,");
        SOCKETMAP.put("m limit", netstring("OK " + "x".repeat(99_997)));
        SOCKETMAP.put("m large", netstring("OK " + "x".repeat(99_998)));
        SOCKETMAP.put("m huge", "99999999999999999999999:OK");
        SOCKETMAP.put("m Two Words", netstring("OK as it is"));
        SOCKETMAP.put("m null", netstring("OK a\0b"));
    }

    @TempDir
    Path directory;

    private static String netstring(String text) {
        return text.length() + ":" + text + ",";
    }

    @BeforeEach
    void configure() throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix");
        Files.writeString(directory.resolve("main.cf"), "compatibility_level = 3.6\n");
        Files.setLastModifiedTime(directory.resolve("main.cf"), FileTime.fromMillis(0));
    }

    /** What a call of postmap left, without what changes from run to run. */
    private String call(TableCommandCase.Runner runner, List<String> words, String input) throws Exception {
        List<String> all = new ArrayList<>(List.of("postmap", "-c", directory.toString()));
        all.addAll(words);
        TableCommandCase.Result result = runner.run(all, input.getBytes(ISO_8859_1), directory);
        // the rest of these lines is whatever error number was left over
        return (result.status() + "\n" + result.out() + result.err())
                .replaceAll("query error: .*", "query error:")
                .replaceAll("unexpected EOF \\(.*\\)", "unexpected EOF");
    }

    /** Theirs all at once, because they sleep before they die. */
    private void compare(ScriptedServer server, List<String> keys, String table) throws Exception {
        int before = server.requests().size();
        List<CompletableFuture<String>> theirs = new ArrayList<>();
        for (String key : keys) {
            theirs.add(CompletableFuture.supplyAsync(
                    () -> unchecked(TableCommandCase::theirs, key, table), SocketTablesComparisonTest::start));
        }
        CompletableFuture.allOf(theirs.toArray(CompletableFuture[]::new)).get();
        List<String> asked = server.requests();
        for (int i = 0; i < keys.size(); i++) {
            assertThat(unchecked(TableCommandCase::ours, keys.get(i), table))
                    .as(keys.get(i))
                    .isEqualTo(theirs.get(i).get());
        }
        List<String> all = server.requests();
        assertThat(all.subList(asked.size(), all.size()))
                .hasSizeGreaterThanOrEqualTo(keys.size())
                .containsExactlyInAnyOrderElementsOf(asked.subList(before, asked.size()));
    }

    @Test
    void tcpRepliesShouldMeanWhatTheyMeanToPostfix() throws Exception {
        try (ScriptedServer server = ScriptedServer.onPort(0, ScriptedServer::line, TCP::get)) {
            List<String> keys = new ArrayList<>();
            TCP.keySet()
                    .forEach(
                            key -> keys.add(key.substring(4).replace("%20", " ").replace("%25", "%")));
            compare(server, keys, "tcp:127.0.0.1:" + server.port());
            compare(server, List.of("found"), "tcp:[127.0.0.1]:" + server.port());
        }
    }

    @Test
    void tcpShouldKeepItsConnectionThroughAListOfKeys() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        ScriptedServer.Framing counting = in -> {
            String line = ScriptedServer.line(in);
            connections.addAndGet(line == null ? 1 : 0);
            return line;
        };
        try (ScriptedServer server = ScriptedServer.onPort(0, counting, request -> "200 " + request.length() + "\n")) {
            List<String> words = List.of("-q", "-", "tcp:127.0.0.1:" + server.port());
            String keys = "a\nbb\nccc\n%\nd d\n";
            assertThat(call(TableCommandCase::ours, words, keys))
                    .isEqualTo(call(TableCommandCase::theirs, words, keys));
            assertThat(server.requests().subList(5, 10))
                    .isEqualTo(server.requests().subList(0, 5));
        }
        assertThat(connections.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void tcpShouldTryTenTimesAndThenNotKnow() throws Exception {
        try (ScriptedServer closing = ScriptedServer.onPort(0, ScriptedServer::line, request -> null)) {
            List<String> tables =
                    List.of("tcp:127.0.0.1:" + ScriptedServer.freePort(), "tcp:127.0.0.1:" + closing.port());
            List<CompletableFuture<String>> all = new ArrayList<>();
            for (String table : tables) {
                all.add(CompletableFuture.supplyAsync(
                        () -> unchecked(TableCommandCase::theirs, "key", table), SocketTablesComparisonTest::start));
                all.add(CompletableFuture.supplyAsync(
                        () -> unchecked(TableCommandCase::ours, "key", table), SocketTablesComparisonTest::start));
            }
            for (int i = 0; i < all.size(); i += 2) {
                assertThat(all.get(i + 1).get()).isEqualTo(all.get(i).get());
                assertThat(all.get(i).get().lines().filter(line -> line.contains("warning")))
                        .hasSize(10);
            }
        }
    }

    private static void start(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }

    private String unchecked(TableCommandCase.Runner runner, String key, String table) {
        try {
            Path own = Files.createTempDirectory(directory, "call");
            Files.copy(directory.resolve("main.cf"), own.resolve("main.cf"));
            Files.setLastModifiedTime(own.resolve("main.cf"), FileTime.fromMillis(0));
            TableCommandCase.Result result =
                    runner.run(List.of("postmap", "-c", own.toString(), "-q", key, table), new byte[0], own);
            return (result.status() + "\n" + result.out() + result.err())
                    .replaceAll("query error: .*", "query error:")
                    .replaceAll("unexpected EOF \\(.*\\)", "unexpected EOF");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void socketmapRepliesShouldMeanWhatTheyMeanToPostfix() throws Exception {
        List<String> keys =
                SOCKETMAP.keySet().stream().map(key -> key.substring(2)).toList();
        try (ScriptedServer server = ScriptedServer.onPort(0, ScriptedServer::netstring, SOCKETMAP::get)) {
            compare(server, keys, "socketmap:inet:127.0.0.1:" + server.port() + ":m");
        }
        Path file = directory.resolve("socket");
        try (ScriptedServer server = ScriptedServer.onFile(file, ScriptedServer::netstring, SOCKETMAP::get)) {
            compare(server, keys.subList(0, 6), "socketmap:unix:" + file + ":m");
        }
    }

    @Test
    void socketmapShouldTryAgainOnceWhenItIsCutOff() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.onPort(
                0,
                ScriptedServer::netstring,
                request -> request.equals("m always") || count.getAndIncrement() % 2 == 0 ? null : netstring("OK 2"))) {
            for (String key : List.of("always", "once", "again")) {
                compare(server, List.of(key), "socketmap:inet:127.0.0.1:" + server.port() + ":m");
            }
        }
        for (String table : List.of(
                "socketmap:inet:127.0.0.1:" + ScriptedServer.freePort() + ":m",
                "socketmap:unix:" + directory.resolve("none") + ":m",
                "socketmap:inet:127.0.0.1",
                "socketmap:nonsense",
                "socketmap::m",
                "socketmap:inet::m",
                "socketmap:udp:127.0.0.1:25:m")) {
            assertThat(unchecked(TableCommandCase::ours, "x", table))
                    .isEqualTo(unchecked(TableCommandCase::theirs, "x", table));
        }
    }

    /** One table in a server that goes on: its server is gone, then back. */
    @Test
    void tablesShouldAnswerAgainWhenTheirServerIsBack() throws Exception {
        int port = ScriptedServer.freePort();
        try (Tables tables = Tables.of(PostfixConfig.of(Map.of()), text -> {}, true)) {
            LookupTable table = tables.open(new TableName("socketmap", "inet:127.0.0.1:" + port + ":m"));
            try (ScriptedServer server = ScriptedServer.onPort(port, ScriptedServer::netstring, SOCKETMAP::get)) {
                assertThat(table.lookup("found")).contains("value");
            }
            assertThatThrownBy(() -> table.lookup("found")).isInstanceOf(TableUnavailableException.class);
            try (ScriptedServer server = ScriptedServer.onPort(port, ScriptedServer::netstring, SOCKETMAP::get)) {
                assertThat(table.lookup("found")).contains("value");
                assertThat(table.lookup("none")).isEmpty();
            }
        }
    }
}
