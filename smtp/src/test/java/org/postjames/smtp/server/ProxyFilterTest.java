package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.ConfigurationException;

class ProxyFilterTest {
    private static final String CONTENT = "Subject: x\r\n\r\n" + "0123456789\r\n".repeat(200);
    private static final int MANY = 50;

    @TempDir
    Path folder;

    @BeforeEach
    void makeTheQueue() throws IOException {
        Files.createDirectories(folder.resolve("queue/incoming"));
    }

    private TestServer server(String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("smtpd_client_connection_count_limit = 0");
        all.add("notify_classes =");
        all.add("smtpd_error_sleep_time = 0");
        all.add("smtpd_hard_error_limit = 1000");
        return new TestServer(folder, all, TestServer.JOE).start();
    }

    /** A client that reads each reply before it goes on, as a stranger must. */
    private record Client(Socket socket, BufferedReader in, OutputStream out) implements AutoCloseable {
        static Client of(TestServer server) throws IOException {
            Socket socket = new Socket(
                    server.server.address().getAddress(),
                    server.server.address().getPort());
            socket.setSoTimeout(60_000);
            Client client = new Client(
                    socket,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1)),
                    socket.getOutputStream());
            client.reply();
            return client;
        }

        void send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        String reply() throws IOException {
            String line = in.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = in.readLine();
            }
            return line == null ? "" : line;
        }

        String say(String command) throws IOException {
            send(command + "\r\n");
            return reply();
        }

        /** The reply that ends the transaction. */
        String mail() throws IOException {
            say("EHLO client.test");
            say("MAIL FROM:<a@b.test>");
            String reply = say("RCPT TO:<alice@example.test>");
            if (reply.startsWith("250")) {
                reply = say("DATA");
            }
            return reply.startsWith("354") ? say(CONTENT + ".") : reply;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String well(String stage) {
        return stage.equals("BANNER") ? "220 f" : stage.equals("DATA") ? "354 go" : "250 2.0.0 ok";
    }

    private void aFilterThatHangsDelaysNobodyElse(String... options) throws Exception {
        List<String> stages = List.of("BANNER", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT", "EOM");
        int hung = MANY * stages.size();
        StubFilter.Behaviour behaviour = (session, stage) ->
                session < hung && stages.get(session % stages.size()).equals(stage) ? StubFilter.HANG : well(stage);
        List<Client> waiting = new ArrayList<>();
        try (StubFilter filter = new StubFilter(behaviour);
                TestServer server = server(settings(filter, options))) {
            for (int i = 0; i < hung; i++) {
                Client client = Client.of(server);
                waiting.add(client);
                Thread.ofVirtual().start(() -> {
                    try {
                        client.mail();
                    } catch (IOException e) {
                        return; // the test is over
                    }
                });
            }
            assertThat(filter.hanging.tryAcquire(hung, 60, TimeUnit.SECONDS)).isTrue();
            try (Client client = Client.of(server)) {
                assertThat(client.mail()).isEqualTo("250 2.0.0 ok");
            }
            assertThat(server.server.sessions()).isGreaterThanOrEqualTo(hung);
            for (Client client : waiting) {
                client.close();
            }
        }
    }

    private static String[] settings(StubFilter filter, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("smtpd_proxy_filter = " + filter.address());
        return all.toArray(String[]::new);
    }

    @Test
    void filtersThatHangShouldDelayNoOtherSession() throws Exception {
        aFilterThatHangsDelaysNobodyElse();
    }

    @Test
    void filtersThatHangShouldDelayNoOtherSessionWithSpeedAdjust() throws Exception {
        aFilterThatHangsDelaysNobodyElse("smtpd_proxy_options = speed_adjust");
    }

    @Test
    void filterThatStopsReadingShouldBeGivenUp() throws Exception {
        try (StubFilter filter =
                        new StubFilter((session, stage) -> stage.equals("CONTENT") ? StubFilter.HANG : well(stage));
                TestServer server = server(settings(filter, "smtpd_proxy_timeout = 1", "message_size_limit = 0"));
                Client client = Client.of(server)) {
            client.say("EHLO client.test");
            client.say("MAIL FROM:<a@b.test>");
            client.say("RCPT TO:<alice@example.test>");
            assertThat(client.say("DATA")).startsWith("354");
            client.send("Subject: much\r\n\r\n" + ("x".repeat(998) + "\r\n").repeat(20_000));
            assertThat(client.say(".")).isEqualTo("451 4.3.0 Error: queue file write error");
            assertThat(server.log).contains("warning: timeout talking to proxy " + filter.address());
            assertThat(server.messages()).isEmpty();
        }
    }

    @Test
    void impossibleFilterShouldNotStart() {
        assertThatThrownBy(() -> server("smtpd_proxy_filter = 127.0.0.1:"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("smtpd_proxy_filter: 127.0.0.1:: missing service information");
        assertThatThrownBy(() -> server("smtpd_proxy_filter = 127.0.0.1:1", "smtpd_proxy_options = slow"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("unknown smtpd_proxy_options value \"slow\" in \"slow\"");
    }

    @Test
    void mailShouldNeverPassBesideTheFilter() throws Exception {
        long seed = Long.getLong("proxy.seed", System.nanoTime());
        int count = Integer.getInteger("proxy.sessions", 300);
        for (String option : List.of("", "speed_adjust")) {
            Random filterDice = new Random(seed);
            Random clientDice = new Random(seed + 1);
            Set<String> told = new TreeSet<>();
            try (StubFilter filter = new StubFilter((session, stage) -> drawn(filterDice, session, stage));
                    TestServer server = server(settings(
                            filter,
                            "smtpd_proxy_options = " + option,
                            "smtpd_end_of_data_restrictions = check_sender_access inline:{end@b.test=reject}",
                            "smtpd_delay_open_until_valid_rcpt = " + (clientDice.nextBoolean() ? "yes" : "no")))) {
                for (int i = 0; i < count; i++) {
                    try (Client client = Client.of(server)) {
                        client.say("EHLO client.test");
                        for (int k = clientDice.nextInt(12); k >= 0; k--) {
                            step(client, clientDice, told);
                        }
                    }
                }
                assertThat(told)
                        .as("seed " + seed)
                        .isSubsetOf(filter.accepted())
                        .isNotEmpty();
                assertThat(server.messages()).as("seed " + seed).isEmpty();
            }
        }
    }

    private static synchronized String drawn(Random dice, int session, String stage) {
        return switch (dice.nextInt(16)) {
            case 0 -> "550 5.7.1 no";
            case 1 -> "451 4.7.1 later";
            case 2 -> StubFilter.CLOSE;
            case 3 -> "354 what";
            case 4 -> stage.equals("DATA") ? "554 5.5.1 no" : "nonsense\r\n" + well(stage);
            case 5 -> "250-more\r\n250 2.0.0 taken " + session;
            default -> stage.equals("EOM") ? "250 2.0.0 taken " + session : well(stage);
        };
    }

    private static void step(Client client, Random dice, Set<String> told) throws IOException {
        String reply =
                switch (dice.nextInt(9)) {
                    case 0 -> client.say("RSET");
                    case 1 -> client.say("MAIL FROM:<" + (dice.nextInt(4) == 0 ? "end" : "a") + "@b.test>");
                    case 2, 3 -> client.say("RCPT TO:<alice@example.test>");
                    case 4 -> client.say("RCPT TO:<x@elsewhere.test>");
                    case 5 -> client.say("BDAT 12\r\nSubject: x");
                    case 6 -> client.say("BDAT 4 LAST\r\nab");
                    case 7 -> client.say("DATA");
                    default -> client.mail();
                };
        if (reply.startsWith("354 go") || reply.startsWith("354 End")) {
            reply = client.say(CONTENT + ".");
        }
        if (reply.contains("taken ")) {
            told.add(reply);
        } else {
            assertThat(reply).doesNotContain("queued as");
        }
    }
}
