package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** Who has given too many wrong passwords over IMAP, POP3 or SMTP is not heard over any of them; other addresses are. */
class FailedLoginsIT {
    private static final String GUESSER = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";

    private static OwnServer server() throws IOException, InterruptedException {
        return new OwnServer(
                "postjames_login_failure_limit = 2",
                "postjames_login_failure_delay = 0",
                "anvil_rate_time_unit = 1h",
                "smtpd_client_event_limit_exceptions =");
    }

    @Test
    void wrongPasswordsOverImapShouldCountEverywhere() throws Exception {
        try (OwnServer server = server()) {
            assertThat(imapLogin(server, GUESSER, "wrong")).startsWith("a NO");
            assertThat(imapLogin(server, GUESSER, "secret-1")).startsWith("a OK");
            assertThat(imapPlain(server, GUESSER, "wrong", true)).startsWith("a NO");
            assertRefused(server);
        }
    }

    @Test
    void aPasswordInALineOfItsOwnShouldCount() throws Exception {
        try (OwnServer server = server()) {
            assertThat(imapPlain(server, GUESSER, "secret-1", false)).startsWith("a OK");
            assertThat(imapPlain(server, GUESSER, "wrong", false)).startsWith("a NO");
            assertThat(imapPlain(server, GUESSER, "wrong", false)).startsWith("a NO");
            assertRefused(server);
        }
    }

    @Test
    void wrongPasswordsOverPop3AndSmtpShouldCountEverywhere() throws Exception {
        try (OwnServer server = server()) {
            assertThat(pop3(server, GUESSER, "wrong")).startsWith("-ERR");
            assertThat(smtp(server, GUESSER, "wrong")).startsWith("535 5.7.8");
            assertRefused(server);
        }
    }

    /** The password is right, and right for another address. */
    private static void assertRefused(OwnServer server) throws IOException {
        assertThat(imapLogin(server, GUESSER, "secret-1")).startsWith("a NO");
        assertThat(imapPlain(server, GUESSER, "secret-1", true)).startsWith("a NO");
        assertThat(imapPlain(server, GUESSER, "secret-1", false)).startsWith("a NO");
        assertThat(pop3(server, GUESSER, "secret-1")).startsWith("-ERR");
        assertThat(smtp(server, GUESSER, "secret-1")).doesNotStartWith("235 ");
        assertThat(imapLogin(server, OTHER, "secret-1")).startsWith("a OK");
        assertThat(imapPlain(server, OTHER, "secret-1", false)).startsWith("a OK");
        assertThat(pop3(server, OTHER, "secret-1")).startsWith("+OK");
        assertThat(smtp(server, OTHER, "secret-1")).startsWith("235 ");
    }

    private static String imapLogin(OwnServer server, String from, String password) throws IOException {
        try (Client client = new Client(from, server.imap)) {
            client.line();
            return client.ask("a LOGIN user1@example.test " + password);
        }
    }

    /** @param atOnce RFC 4959: the response stands in the command */
    private static String imapPlain(OwnServer server, String from, String password, boolean atOnce) throws IOException {
        try (Client client = new Client(from, server.imap)) {
            client.line();
            if (atOnce) {
                return client.ask("a AUTHENTICATE PLAIN " + plain(password));
            }
            assertThat(client.ask("a AUTHENTICATE PLAIN")).startsWith("+");
            return client.ask(plain(password));
        }
    }

    private static String pop3(OwnServer server, String from, String password) throws IOException {
        try (Client client = new Client(from, server.pop3)) {
            client.line();
            assertThat(client.ask("USER user1@example.test")).startsWith("+OK");
            return client.ask("PASS " + password);
        }
    }

    private static String smtp(OwnServer server, String from, String password) throws IOException {
        try (Client client = new Client(from, server.workspace.port())) {
            client.line();
            client.ask("HELO client.example.test");
            return client.ask("AUTH PLAIN " + plain(password));
        }
    }

    private static String plain(String password) {
        byte[] response = ("\0user1@example.test\0" + password).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(response);
    }

    private record Client(Socket socket, BufferedReader in) implements AutoCloseable {
        Client(String from, int port) throws IOException {
            this(new Socket(InetAddress.getByName(GUESSER), port, InetAddress.getByName(from), 0));
        }

        private Client(Socket socket) throws IOException {
            this(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)));
            socket.setSoTimeout(20_000);
        }

        String ask(String command) throws IOException {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return line();
        }

        /** The next line that is no untagged answer; empty at the end. */
        String line() throws IOException {
            String line = in.readLine();
            while (line != null && line.startsWith("* ") && !line.startsWith("* OK Postjames")) {
                line = in.readLine();
            }
            return line == null ? "" : line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
