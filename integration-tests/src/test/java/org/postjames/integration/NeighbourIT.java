package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Postfix as our next hop and as our client, with opportunistic TLS, and mbox files that other programs read. */
class NeighbourIT {
    private static final String BODY_LINE = "D: From here, a line that looks like an mbox separator; 8-bit: \u00e4";

    @TempDir
    Path home;

    @BeforeEach
    void askPostfix() {
        RealPostfix.required();
    }

    @Test
    void weShouldRelayToRealPostfix() throws Exception {
        try (Mta postfix = new RealPostfix(Workspace.create(ScenarioIT.workspace(), 0))) {
            certificate(postfix.workspace());
            postfix.start(scenario(List.of(
                    "smtpd_tls_security_level = may",
                    "smtpd_tls_cert_file = @ETC@/cert.pem",
                    "smtpd_tls_key_file = @ETC@/key.pem",
                    "smtpd_tls_received_header = yes")));
            try (Mta ours = new Postjames(
                    Workspace.create(ScenarioIT.workspace(), postfix.workspace().port()))) {
                ours.start(scenario(List.of(
                        "mydestination =",
                        "local_recipient_maps =",
                        "relayhost = [127.0.0.1]:@SINK@",
                        "smtp_tls_security_level = may")));
                relay(ours, postfix);
            }
        }
    }

    @Test
    void realPostfixShouldRelayToUs() throws Exception {
        try (Mta ours = new Postjames(Workspace.create(ScenarioIT.workspace(), 0))) {
            certificate(ours.workspace());
            ours.start(scenario(List.of(
                    "smtpd_tls_security_level = may",
                    "smtpd_tls_cert_file = @ETC@/cert.pem",
                    "smtpd_tls_key_file = @ETC@/key.pem",
                    "smtpd_tls_received_header = yes")));
            try (Mta postfix = new RealPostfix(
                    Workspace.create(ScenarioIT.workspace(), ours.workspace().port()))) {
                postfix.start(scenario(List.of(
                        "mydestination =",
                        "local_recipient_maps =",
                        "relayhost = [127.0.0.1]:@SINK@",
                        "smtp_tls_security_level = may")));
                relay(postfix, ours);
            }
        }
    }

    @Test
    void muttAndPythonShouldReadOurMbox() throws Exception {
        try (Mta ours = new Postjames(Workspace.create(ScenarioIT.workspace(), 0))) {
            ours.start(scenario(List.of()));
            for (int i = 0; i < 20; i++) {
                send(ours.workspace(), "mbox " + i);
            }
            ScenarioPlayer.settle(ours.workspace());
            Path mbox = ours.workspace().mail().resolve("games");
            Mta.Output read = Processes.run(
                    List.of(
                            "python3",
                            "-c",
                            "import mailbox, sys\nbox = mailbox.mbox(sys.argv[1])\nprint(len(box), sorted(m['Subject'] for m in box), "
                                    + "all('>From here' in m.as_string() for m in box))",
                            mbox.toString()),
                    "",
                    Duration.ofSeconds(20));
            assertThat(read.exit()).as(read.stderr()).isZero();
            assertThat(read.stdout())
                    .startsWith("20 ['mbox 0', 'mbox 1', 'mbox 10',")
                    .endsWith("True\n");
            Path piped = home.resolve("piped");
            ClientsIT.mutt(
                    home,
                    mbox.toString(),
                    "<limit>~A<enter><tag-pattern>~s\"mbox \"<enter><tag-prefix><pipe-message>cat >>" + piped
                            + "<enter><exit>",
                    "set read_only=yes");
            String seen = Files.readString(piped, StandardCharsets.ISO_8859_1);
            for (int i = 0; i < 20; i++) {
                assertThat(seen).contains("Subject: mbox " + i + "\n");
            }
        }
    }

    private static Scenario scenario(List<String> mainCf) {
        return new Scenario(
                "neighbour", "", mainCf, List.of(), Map.of("aliases", "postmaster: games\n"), List.of(), List.of());
    }

    private static void certificate(Workspace workspace) throws IOException, InterruptedException {
        Mta.Output made = Processes.run(
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=localhost",
                        "-keyout",
                        workspace.etc().resolve("key.pem").toString(),
                        "-out",
                        workspace.etc().resolve("cert.pem").toString()),
                "",
                Duration.ofSeconds(30));
        assertThat(made.exit()).as(made.stderr()).isZero();
    }

    private static void send(Workspace workspace, String subject) throws IOException {
        assertThat(SmtpDialogue.play(
                        workspace.port(),
                        List.of(
                                "C: EHLO test.example",
                                "C: MAIL FROM:<sender@example.test> BODY=8BITMIME",
                                "C: RCPT TO:<games@example.test>",
                                "C: DATA",
                                "D: Subject: " + subject,
                                "D: From: sender@example.test",
                                "D: ",
                                BODY_LINE,
                                "D: ..dot",
                                "C: .",
                                "C: QUIT")))
                .contains("queued as");
    }

    /** 30 mails through two mail systems arrive once each, unchanged, over TLS, in the mbox of the second. */
    private static void relay(Mta first, Mta second) throws IOException {
        for (int i = 0; i < 30; i++) {
            send(first.workspace(), "relayed " + i);
        }
        Path mbox = second.workspace().mail().resolve("games");
        Processes.await("30 mails in " + mbox, Duration.ofSeconds(60), () -> count(mbox) >= 30);
        ScenarioPlayer.settle(first.workspace());
        ScenarioPlayer.settle(second.workspace());
        String text = Files.readString(mbox, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 30; i++) {
            assertThat(text.split("\nSubject: relayed " + i + "\n", -1))
                    .as("mail " + i)
                    .hasSize(2);
        }
        assertThat(text.split("\n>" + BODY_LINE.substring(3) + "\n[.]dot\n", -1))
                .hasSize(31);
        assertThat(text).contains("using TLSv1.3 with cipher");
        String log = Files.readString(first.workspace().maillog(), StandardCharsets.ISO_8859_1);
        assertThat(log.lines().filter(line -> line.contains("status=sent (250 2.0.0 Ok: queued as ")))
                .hasSize(30);
        assertThat(first.workspace().queue().resolve("deferred").toFile().list())
                .isNullOrEmpty();
    }

    private static int count(Path mbox) {
        try {
            return Files.readString(mbox, StandardCharsets.ISO_8859_1).split("\nSubject: relayed ", -1).length - 1;
        } catch (IOException e) {
            return 0;
        }
    }
}
