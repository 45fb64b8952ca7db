package org.postjames.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.ConfigurationException;

class SmtpServerTest {
    @TempDir
    Path folder;

    private TestServer server(String... settings) throws Exception {
        return new TestServer(folder, List.of(settings), TestServer.JOE);
    }

    private static String talk(TestServer server, String input) throws Exception {
        try (Socket socket = new Socket(
                server.server.address().getAddress(), server.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(input.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void startShouldRefuseAnOpenRelay() {
        assertThatThrownBy(
                        () -> server("smtpd_relay_restrictions =", "smtpd_recipient_restrictions = permit_mynetworks"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "in parameter smtpd_relay_restrictions or smtpd_recipient_restrictions, specify at"
                                + " least one working instance of: reject_unauth_destination, defer_unauth_destination,"
                                + " reject, defer, defer_if_permit or check_relay_domains");
    }

    @Test
    void startShouldNotCountWhatFollowsPermitOrWarnIfReject() {
        assertThatThrownBy(() -> server("smtpd_relay_restrictions = permit, reject", "smtpd_recipient_restrictions ="))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> server(
                        "smtpd_relay_restrictions = warn_if_reject reject_unauth_destination",
                        "smtpd_recipient_restrictions ="))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void restrictionThatIsNotBuiltShouldRefuseAndBeReported() throws Exception {
        try (TestServer server = server(
                "smtpd_relay_restrictions = check_policy_service nowhere, reject_unauth_destination",
                "smtpd_forbid_unauth_pipelining = no")) {
            server.start();
            assertThat(server.server.diagnostics()).anyMatch(d -> d.text().contains("check_policy_service"));
            String answer = talk(server, "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<alice@example.test>\r\nQUIT\r\n");
            assertThat(answer).contains("451 4.3.5 Server configuration error");
        }
    }

    @Test
    void strangerShouldNeverRelay() throws Exception {
        String[] tricks = {
            "x@elsewhere.test",
            "x%elsewhere.test@example.test",
            "elsewhere.test!x@example.test",
            "@example.test:x@elsewhere.test",
            "\"x@elsewhere.test\"@example.test",
            "x@elsewhere.test@example.test",
            "x@[192.0.2.1]",
            "x%elsewhere.test",
            "\"x%elsewhere.test\"@example.test",
            "x%elsewhere.test@relay.test",
            "x%elsewhere.test@alias.test",
            "elsewhere.test!x@box.test",
            "postmaster@elsewhere.test"
        };
        for (String settings : List.of("smtpd_delay_reject = yes", "smtpd_delay_reject = no")) {
            try (TestServer server = new TestServer(
                            Files.createTempDirectory(folder, "relay"),
                            List.of(settings, "smtpd_hard_error_limit = 100", "local_recipient_maps ="),
                            SaslAuthenticator.NONE)
                    .start()) {
                StringBuilder input = new StringBuilder(
                        "XCLIENT ADDR=203.0.113.5 NAME=x.test\r\nEHLO c\r\nMAIL FROM:<a@example.test>\r\n");
                for (String trick : tricks) {
                    input.append("RCPT TO:<").append(trick).append(">\r\n");
                }
                String answer =
                        talk(server, input.append("DATA\r\nQUIT\r\n").toString().replace("EHLO c", "EHLO c"));
                assertThat(answer).doesNotContain("250 2.1.5").doesNotContain("354 ");
            }
        }
    }

    @Test
    void plainShouldAuthenticate() throws Exception {
        try (TestServer server = server(
                        "smtpd_sasl_auth_enable = yes",
                        "postjames_sasl_users = yes",
                        "smtpd_forbid_unauth_pipelining = no",
                        "mynetworks = 192.0.2.1")
                .start()) {
            String answer = talk(
                    server,
                    "EHLO c\r\n"
                            + "AUTH PLAIN AGpvZQB3cm9uZw==\r\n"
                            + "AUTH PLAIN AGxhdGVyAHg=\r\n"
                            + "AUTH PLAIN\r\n"
                            + "*\r\n"
                            + "AUTH FOO\r\n"
                            + "AUTH LOGIN\r\n"
                            + "am9l\r\n"
                            + "c2VjcmV0\r\n"
                            + "AUTH PLAIN x\r\n"
                            + "MAIL FROM:<a@b.test>\r\n"
                            + "RCPT TO:<x@elsewhere.test>\r\n"
                            + "QUIT\r\n");
            assertThat(answer)
                    .contains("250-AUTH PLAIN LOGIN\r\n")
                    .contains("535 5.7.8 Error: authentication failed: authentication failure\r\n")
                    .contains(
                            "454 4.7.0 Temporary authentication failure: Connection lost to authentication server\r\n")
                    .contains("334 \r\n501 5.7.0 Authentication aborted\r\n")
                    .contains("535 5.7.8 Error: authentication failed: Invalid authentication mechanism\r\n")
                    .contains("334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 2.7.0 Authentication successful\r\n")
                    .contains("503 5.5.1 Error: already authenticated\r\n")
                    .contains("250 2.1.5 Ok\r\n");
            assertThat(server.logOfOneSession())
                    .anyMatch(line -> line.endsWith(
                            "SASL PLAIN authentication failed: authentication failure, sasl_username=joe"))
                    .anyMatch(
                            line -> line.endsWith("client=localhost[127.0.0.1], sasl_method=LOGIN, sasl_username=joe"))
                    .noneMatch(line -> line.contains("wrong") || line.contains("secret"));
        }
    }

    @Test
    void authShouldNotBeOfferedInClearWhenTlsIsRequiredForIt() throws Exception {
        try (TestServer server = server(
                        "smtpd_sasl_auth_enable = yes",
                        "postjames_sasl_users = yes",
                        "smtpd_tls_auth_only = yes",
                        "smtpd_tls_security_level = may",
                        "smtpd_forbid_unauth_pipelining = no")
                .start()) {
            String answer = talk(server, "EHLO c\r\nAUTH PLAIN AGpvZQBzZWNyZXQ=\r\nQUIT\r\n");
            assertThat(answer).doesNotContain("AUTH PLAIN").contains("503 5.5.1 Error: authentication not enabled\r\n");
        }
    }

    @Test
    void serveShouldTalkOverPipes() throws Exception {
        try (TestServer server = server()) {
            InputStream in = new ByteArrayInputStream(
                    "HELO c\r\nMAIL FROM:<a>\r\nRCPT TO:<x@elsewhere.test>\r\nDATA\r\nS: t\r\n\r\nb\r\n.\r\nQUIT\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            server.server.serve(in, out, server.senders("joe"));
            assertThat(out.toString(StandardCharsets.US_ASCII))
                    .startsWith("220 mail.example.test ESMTP Postfix\r\n250 mail.example.test\r\n250 2.1.0 Ok\r\n")
                    .contains("250 2.0.0 Ok: queued as ")
                    .endsWith("221 2.0.0 Bye\r\n");
            assertThat(server.messages()).hasSize(1);
        }
    }

    /** Recorded: {@code sendmail -bs} of a user whom {@code local_login_sender_maps} of Postfix 3.7.11 gives another address. */
    @Test
    void serveShouldRefuseSendersThatTheUserMayNotName() throws Exception {
        String mail = "RCPT TO:<alice@example.test>\r\nDATA\r\nS: t\r\n\r\nb\r\n.\r\n";
        String input = "HELO c\r\nMAIL FROM:<other@example.test>\r\n" + mail + "MAIL FROM:<joe@example.test>\r\n" + mail
                + "QUIT\r\n";
        try (TestServer server = server("local_login_sender_maps = inline:{joe=joe@example.test}")) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            server.server.serve(
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.US_ASCII)), out, server.senders("joe"));
            assertThat(out.toString(StandardCharsets.US_ASCII))
                    .containsSubsequence(
                            "451 4.3.0 Error: internal error 512\r\n250 2.1.0 Ok\r\n", "250 2.0.0 Ok: queued as ");
            assertThat(server.messages()).hasSize(1);
        }
    }

    @Test
    void longLineShouldArriveWhole() throws Exception {
        String body = "y".repeat(70_000);
        try (TestServer server = server("smtpd_forbid_unauth_pipelining = no").start()) {
            String answer = talk(
                    server,
                    "EHLO c\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nS: t\r\n\r\n" + body
                            + "\r\n.\r\nQUIT\r\n");
            assertThat(answer).contains("250 2.0.0 Ok: queued as ");
            long ys = new String(Files.readAllBytes(server.messages().getFirst()), StandardCharsets.ISO_8859_1)
                    .chars()
                    .filter(c -> c == 'y')
                    .count();
            assertThat(ys).isBetween(70_000L, 70_010L);
        }
    }

    @Test
    void closeShouldSayGoodbye() throws Exception {
        TestServer server = server().start();
        try (Socket socket = new Socket(
                server.server.address().getAddress(), server.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            InputStream in = socket.getInputStream();
            byte[] greeting = new byte[37];
            assertThat(in.readNBytes(greeting, 0, 37)).isEqualTo(37);
            server.close();
            assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).startsWith("421 4.3.2 ");
        }
    }

    @Test
    void randomSessionsShouldEndWithReplies() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String[] pieces = {
            "EHLO c\r\n",
            "HELO \r\n",
            "MAIL FROM:<a@b.test>\r\n",
            "MAIL FROM:<\"",
            "RCPT TO:<alice@example.test>\r\n",
            "DATA\r\n",
            ".\r\n",
            "\r\n",
            "\n.\n",
            "\0",
            "\u00ff\u00fe",
            "RSET\r\n",
            "XCLIENT NAME=x ADDR=1.2.3.4\r\n",
            "BDAT 3\r\n",
            "AUTH PLAIN ",
            "STARTTLS\r\n",
            "VRFY a\r\n",
            "ETRN x\r\n",
            "<<<>",
            "SIZE=1 ",
            "NOOP\r\n",
            "x".repeat(3000),
            " ",
            "QUIT\r\n"
        };
        try (TestServer server = new TestServer(
                        folder,
                        List.of("smtpd_forbid_unauth_pipelining = no", "smtpd_error_sleep_time = 0"),
                        TestServer.JOE)
                .start()) {
            for (int i = 0; i < 500; i++) {
                StringBuilder input = new StringBuilder();
                int count = random.nextInt(30);
                for (int j = 0; j < count; j++) {
                    input.append(
                            random.nextInt(10) == 0
                                    ? String.valueOf((char) random.nextInt(256))
                                    : pieces[random.nextInt(pieces.length)]);
                }
                String answer = talk(server, input.toString());
                assertThat(answer.lines())
                        .as("seed %d session %d", seed, i)
                        .allMatch(line -> line.matches("[2-5]\\d\\d[ -].*"));
            }
            assertThat(talk(server, "NOOP\r\nQUIT\r\n")).endsWith("221 2.0.0 Bye\r\n");
        }
    }
}
