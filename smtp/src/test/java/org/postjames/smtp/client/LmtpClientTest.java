package org.postjames.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.Smtputf8;
import org.postjames.smtp.client.OutgoingResult.Outcome;
import org.postjames.table.Tables;

/** LMTP to a mail store behind a Unix-domain socket of the queue directory. */
class LmtpClientTest {
    private static final Address FROM = Address.of("from@example.test");

    @TempDir
    private Path queue;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private ServerSocketChannel store;

    /** What the store says after the final dot, a line for each recipient; CLOSE hangs up, SILENCE says nothing more. */
    private List<String> verdicts = List.of("250 2.0.0 one", "250 2.0.0 two");

    @BeforeEach
    void listen() throws IOException {
        Files.createDirectory(queue.resolve("private"));
        store = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        store.bind(UnixDomainSocketAddress.of(queue.resolve("private/store")));
        Thread.ofVirtual().start(() -> {
            while (store.isOpen()) {
                try {
                    SocketChannel session = store.accept();
                    heard.add("connect");
                    Thread.ofVirtual().start(() -> talk(session));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void talk(SocketChannel session) {
        try (session;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(session), StandardCharsets.US_ASCII));
                PrintStream out = new PrintStream(Channels.newOutputStream(session), true)) {
            out.print("220 store LMTP\r\n");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                switch (line.split(" ")[0]) {
                    case "LHLO" -> out.print("250-store\r\n250 PIPELINING\r\n");
                    case "DATA" -> out.print("354 go on\r\n");
                    case "." -> {
                        for (String verdict : verdicts) {
                            if (verdict.equals("CLOSE")) {
                                return;
                            }
                            if (!verdict.equals("SILENCE")) {
                                out.print(verdict + "\r\n");
                            }
                        }
                    }
                    case "body" -> {}
                    default -> out.print("250 2.0.0 Ok\r\n");
                }
            }
        } catch (IOException e) {
            heard.add(e.toString());
        }
    }

    private List<OutgoingResult> deliver(SmtpClient client, String nexthop, String... recipients)
            throws InterruptedException {
        byte[] content = "body\n".getBytes(StandardCharsets.US_ASCII);
        List<OutgoingMail.To> to = Stream.of(recipients)
                .map(Address::of)
                .map(a -> new OutgoingMail.To(a, a, "", 0))
                .toList();
        return client.deliver(new OutgoingMail(
                "QID",
                nexthop,
                FROM,
                to,
                () -> new ByteArrayInputStream(content),
                content.length,
                "",
                0,
                "7bit",
                Smtputf8.of(0),
                false,
                Instant.now(),
                Map.of()));
    }

    private SmtpClient client(String... settings) throws Exception {
        Map<String, String> all =
                new HashMap<>(Map.of("myhostname", "mail.example.test", "queue_directory", queue.toString()));
        for (String setting : settings) {
            all.put(setting.split(" = ")[0], setting.split(" = ")[1]);
        }
        PostfixConfig config = PostfixConfig.of(all);
        return new SmtpClient(
                new ClientConfig(config, ClientConfig.Protocol.LMTP),
                (name, type) -> {
                    throw new IllegalStateException("no DNS here");
                },
                Tables.of(config, (program, severity, text) -> {}),
                (what, peer, transcript) -> {},
                address -> false,
                (program, severity, text) -> log.add(program + ": " + text),
                "lmtp",
                Clock.systemUTC());
    }

    @Test
    void everyRecipientShouldHaveItsOwnVerdict() throws Exception {
        verdicts = List.of("250 2.0.0 one", "550 5.2.2 full");
        try (SmtpClient client = client()) {
            List<OutgoingResult> results = deliver(client, "unix:private/store", "a@x.test", "b@x.test");
            assertThat(results).extracting(OutgoingResult::outcome).containsExactly(Outcome.SENT, Outcome.BOUNCED);
            assertThat(results.getFirst().relay()).isEqualTo("mail.example.test[private/store]");
            assertThat(results.get(1).reason())
                    .isEqualTo("host mail.example.test[private/store] said: 550 5.2.2 full (in reply to end of DATA"
                            + " command)");
        }
    }

    @Test
    void connectionsShouldBeUsedAgain() throws Exception {
        try (SmtpClient client = client()) {
            deliver(client, "unix:private/store", "a@x.test", "b@x.test");
            List<OutgoingResult> again = deliver(client, "unix:private/store", "a@x.test", "b@x.test");
            assertThat(again).extracting(OutgoingResult::connectionUse).containsExactly(2, 2);
            assertThat(heard).filteredOn("connect"::equals).hasSize(1);
        }
    }

    @Test
    void recipientsWithoutVerdictShouldWait() throws Exception {
        for (String end : List.of("CLOSE", "SILENCE")) {
            verdicts = List.of("250 2.0.0 one", end);
            try (SmtpClient client = client("lmtp_data_done_timeout = 1s")) {
                List<OutgoingResult> results = deliver(client, "unix:private/store", "a@x.test", "b@x.test");
                assertThat(results).extracting(OutgoingResult::outcome).containsExactly(Outcome.SENT, Outcome.DEFERRED);
                assertThat(results.get(1).dsn()).isEqualTo("4.4.2");
                assertThat(results.get(1).reason())
                        .endsWith("while sending end of data -- message may be sent more than once");
            }
        }
    }

    @Test
    void aMissingSocketShouldMakeMailWait() throws Exception {
        try (SmtpClient client = client()) {
            assertThat(deliver(client, "unix:private/none", "a@x.test")
                            .getFirst()
                            .reason())
                    .isEqualTo("connect to mail.example.test[private/none]: No such file or directory");
            assertThat(deliver(client, "unix:private/" + "x".repeat(200), "a@x.test")
                            .getFirst()
                            .dsn())
                    .isEqualTo("4.3.5");
            assertThat(log).anyMatch(line -> line.startsWith("lmtp: unix-domain name too long: private/xxx"));
        }
    }

    @Test
    void opportunisticTlsShouldBeLeftOut() throws Exception {
        try (SmtpClient client = client("lmtp_tls_security_level = may")) {
            assertThat(deliver(client, "unix:private/store", "a@x.test", "b@x.test"))
                    .extracting(OutgoingResult::outcome)
                    .containsExactly(Outcome.SENT, Outcome.SENT);
            assertThat(new ArrayList<>(log))
                    .containsExactly("lmtp: smtp_connect_local: opportunistic TLS encryption is not appropriate for"
                            + " unix-domain destinations.");
        }
    }
}
