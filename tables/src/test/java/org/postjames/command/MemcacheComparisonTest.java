package org.postjames.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** {@code memcache:} beside the installed postmap, both asking one memcached. */
class MemcacheComparisonTest {
    @TempDir
    Path directory;

    private static void store(int port, String key, String value) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(("set " + key + " 0 0 " + value.length() + "\r\n" + value + "\r\n").getBytes(ISO_8859_1));
            assertThat(new String(socket.getInputStream().readNBytes(8), ISO_8859_1))
                    .isEqualTo("STORED\r\n");
        }
    }

    @Test
    void answersShouldBePostfixs() throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix");
        try (DatabaseServer server = DatabaseServer.memcached(directory)) {
            int port = server.port();
            store(port, "one@example.org", "a@example.com");
            store(port, "pre/one@example.org", "prefixed");
            store(port, "example.org", "OK");
            store(port, "large", "x".repeat(20_000));
            store(port, "cr", "a\r\nEND\r\nb");
            DatabaseTable table = new DatabaseTable(directory, "memcache", "memcache = inet:127.0.0.1:" + port);
            List<String> keys = List.of(
                    "one@example.org",
                    "ONE@example.org",
                    "two words",
                    "nobody",
                    "example.org",
                    "one@",
                    "@example.org",
                    "a\tb");
            assertThat(table.compare(keys)).contains("a@example.com");
            assertThat(table.compare(keys, "key_format = pre/%s")).contains("prefixed");
            table.compare(keys, "key_format = %d");
            table.compare(keys, "key_format = %u@%2.%1");
            table.compare(keys, "domain = example.com");
            table.compare(keys, "domain = example.org");
            table.compare(List.of("cr"));
            table.compare(List.of("large"));
            table.compare(List.of("large"), "data_size_limit = 20000");
            assertThat(table.compare(List.of("back", "none", "back"), "backup = inline:{back=up}"))
                    .contains("up");
            assertThat(table.compare(List.of("back"))).contains("up");
            table.compare(List.of("x"), "max_try = 0");
            table.compare(List.of("x"), "timeout = soon");
            table.compare(List.of("x"), "key_format = %z");
            DatabaseTable down =
                    new DatabaseTable(directory, "memcache", "memcache = inet:127.0.0.1:" + ScriptedServer.freePort());
            down.compare(List.of("x"));
            assertThat(down.compare(List.of("back", "none"), "backup = inline:{back=up}"))
                    .contains("up");
            new DatabaseTable(directory, "memcache", "memcache = nonsense").compare(List.of("x"));
        }
    }
}
