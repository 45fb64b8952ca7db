package org.postjames.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answer;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.dns.DnsUnavailableException;
import org.postjames.queuefile.Smtputf8;
import org.postjames.smtp.client.OutgoingResult.Outcome;
import org.postjames.table.Tables;

class SmtpClientTest {
    private final List<String> log = new ArrayList<>();
    private final Map<String, List<Answer>> zone = new HashMap<>();

    @Test
    void deliverShouldUseOneConnectionForManyMessages() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = client(Map.of())) {
            String nexthop = "[127.0.0.1]:" + server.port();
            for (int i = 1; i <= 5; i++) {
                OutgoingResult result = client.deliver(mail(nexthop, "hello\n")).getFirst();
                assertThat(result.outcome()).isEqualTo(Outcome.SENT);
                assertThat(result.connectionUse()).isEqualTo(i);
            }
            assertThat(server.sessionCount()).isEqualTo(1);
        }
    }

    @Test
    void deliverShouldConnectAnewWhenAnIdleConnectionHasDied() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = client(Map.of())) {
            String nexthop = "[127.0.0.1]:" + server.port();
            client.deliver(mail(nexthop, "one\n"));
            server.hangUp();
            assertThat(client.deliver(mail(nexthop, "two\n")).getFirst().outcome())
                    .isEqualTo(Outcome.SENT);
            assertThat(server.sessionCount()).isEqualTo(2);
        }
    }

    @Test
    void deliverShouldConnectAnewWhenAnIdleServerIsTired() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of("mail", "250 2.1.0 Ok|421 4.3.2 too many messages"));
                SmtpClient client = client(Map.of())) {
            String nexthop = "[127.0.0.1]:" + server.port();
            client.deliver(mail(nexthop, "one\n"));
            assertThat(client.deliver(mail(nexthop, "two\n")).getFirst().outcome())
                    .isEqualTo(Outcome.SENT);
        }
    }

    @Test
    void deliverShouldNotKeepConnectionsWhenTold() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = client(Map.of("smtp_connection_cache_on_demand", "no"))) {
            String nexthop = "[127.0.0.1]:" + server.port();
            client.deliver(mail(nexthop, "one\n"));
            client.deliver(mail(nexthop, "two\n"));
            assertThat(server.sessionCount()).isEqualTo(2);
        }
    }

    @Test
    void deliverShouldHonourTheReuseCountLimit() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = client(Map.of("smtp_connection_reuse_count_limit", "2"))) {
            String nexthop = "[127.0.0.1]:" + server.port();
            for (int i = 0; i < 4; i++) {
                client.deliver(mail(nexthop, "one\n"));
            }
            assertThat(server.sessionCount()).isEqualTo(2);
        }
    }

    /** Nobody ever waited here for a connection: a closed server whose thread still waits takes one more. */
    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void deliverShouldSayWhenNobodyListens() throws Exception {
        int port = unusedPort();
        try (SmtpClient client = client(Map.of())) {
            OutgoingResult result =
                    client.deliver(mail("[127.0.0.1]:" + port, "x\n")).getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(result.dsn()).isEqualTo("4.4.1");
            assertThat(result.reason()).isEqualTo("connect to 127.0.0.1[127.0.0.1]:" + port + ": Connection refused");
            assertThat(log).contains(result.reason());
        }
    }

    @Test
    void deliverShouldTryTheNextServerAfterATemporaryFailure() throws Exception {
        try (ScriptedServer bad = new ScriptedServer(Map.of("rcpt", "450 4.2.1 busy"));
                ScriptedServer good = new ScriptedServer(Map.of());
                SmtpClient client = client(Map.of())) {
            String sites = "[127.0.0.1]:" + bad.port() + ", [127.0.0.1]:" + good.port();
            OutgoingResult result = client.deliver(mail(sites, "x\n")).getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.SENT);
            assertThat(result.relay()).endsWith(":" + good.port());
            assertThat(log)
                    .contains("QID: host 127.0.0.1[127.0.0.1] said: 450 4.2.1 busy (in reply to RCPT TO command)");
        }
    }

    @Test
    void deliverShouldDoubleDotsAndEndTheLastLine() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = client(Map.of())) {
            client.deliver(mail("[127.0.0.1]:" + server.port(), "a\n.\n..b\n\nend"));
            assertThat(server.heard()).endsWith("  a", "  ..", "  ...b", "  ", "  end");
        }
    }

    @Test
    void deliverShouldPreferTheBestExchanger() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client =
                        client(Map.of("smtp_tcp_port", "" + server.port(), "smtp_dns_support_level", "enabled"))) {
            zone.put("d.test MX", List.of(new Answer("worse.test", 20), new Answer("best.test", 10)));
            zone.put("best.test A", List.of(new Answer("127.0.0.1", 0)));
            zone.put("worse.test A", List.of(new Answer("127.0.0.2", 0)));
            OutgoingResult result = client.deliver(mail("d.test", "x\n")).getFirst();
            assertThat(result.relay()).isEqualTo("best.test[127.0.0.1]:" + server.port());
        }
    }

    @Test
    void deliverShouldNotLoopToItself() throws Exception {
        try (SmtpClient client = client(Map.of("smtp_dns_support_level", "enabled"))) {
            zone.put("d.test MX", List.of(new Answer("me.test", 10)));
            zone.put("me.test A", List.of(new Answer("127.0.0.9", 0)));
            OutgoingResult result = client.deliver(mail("d.test", "x\n")).getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.BOUNCED);
            assertThat(result.dsn() + " " + result.reason()).isEqualTo("5.4.6 mail for d.test loops back to myself");
        }
    }

    @Test
    void deliverShouldBounceForANullMx() throws Exception {
        try (SmtpClient client = client(Map.of("smtp_dns_support_level", "enabled"))) {
            zone.put("d.test MX", List.of(new Answer("", 0)));
            OutgoingResult result = client.deliver(mail("d.test", "x\n")).getFirst();
            assertThat(result.dsn() + " " + result.reason())
                    .isEqualTo("5.1.0 Domain d.test does not accept mail (nullMX)");
        }
    }

    @Test
    void deliverShouldDeferWhenAGenericTableCannotBeAsked() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                SmtpClient client = client(Map.of("smtp_generic_maps", "fail:down"))) {
            OutgoingResult result = client.deliver(mail("[127.0.0.1]:" + server.port(), "hello\n"))
                    .getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(result.dsn()).isEqualTo("4.3.0");
            assertThat(log).anyMatch(line -> line.startsWith("fail:down lookup error for "));
        }
    }

    @Test
    void deliverShouldDeferWhenTheDnsIsSilent() throws Exception {
        try (SmtpClient client = client(Map.of("smtp_dns_support_level", "enabled"))) {
            OutgoingResult result = client.deliver(mail("silent.test", "x\n")).getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(result.dsn()).isEqualTo("4.4.3");
        }
    }

    @Test
    void deliverShouldBounceForADomainThatIsNotThere() throws Exception {
        try (SmtpClient client = client(Map.of("smtp_dns_support_level", "enabled"))) {
            OutgoingResult result = client.deliver(mail("gone.test", "x\n")).getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.BOUNCED);
            assertThat(result.dsn()).isEqualTo("5.4.4");
        }
    }

    private SmtpClient client(Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "myhostname", "mail.example.test", "inet_protocols", "ipv4", "smtp_dns_support_level", "disabled"));
        settings.putAll(more);
        InetAddress own = InetAddress.getByName("127.0.0.9");
        PostfixConfig config = PostfixConfig.of(settings);
        return new SmtpClient(
                new ClientConfig(config, ClientConfig.Protocol.SMTP),
                this::answer,
                Tables.of(config, (program, severity, text) -> {}),
                (what, peer, transcript) -> {},
                own::equals,
                (program, severity, text) -> log.add(text),
                "smtp",
                Clock.systemUTC());
    }

    private Answers answer(String name, DnsResolver.Type type) throws DnsUnavailableException {
        if (name.equals("silent.test")) {
            throw new DnsUnavailableException("no answer");
        }
        List<Answer> found = zone.get(name + " " + type);
        return found == null
                ? new Answers(Answers.Status.NXDOMAIN, List.of(), "Host not found")
                : new Answers(Answers.Status.FOUND, found, "");
    }

    private static OutgoingMail mail(String nexthop, String text) {
        byte[] content = text.getBytes(StandardCharsets.US_ASCII);
        Address to = Address.of("user@d.test");
        return new OutgoingMail(
                "QID",
                nexthop,
                Address.of("from@example.test"),
                List.of(new OutgoingMail.To(to, to, "", 0)),
                () -> new ByteArrayInputStream(content),
                content.length,
                "",
                0,
                "7bit",
                Smtputf8.of(0),
                false,
                Instant.now(),
                java.util.Map.of());
    }
}
