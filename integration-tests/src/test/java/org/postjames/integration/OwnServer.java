package org.postjames.integration;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Postjames with mailboxes, TLS and two users, for real mail clients. {@code user1@example.test} and {@code user2@example.test} have the password
 * {@code secret-1} and {@code secret-2}; the certificate is self-signed.
 */
final class OwnServer implements AutoCloseable {
    final Postjames postjames;
    final Workspace workspace;
    final int submission = Workspace.freePort();
    final int imap = Workspace.freePort();
    final int imaps = Workspace.freePort();
    final int pop3 = Workspace.freePort();
    final int pop3s = Workspace.freePort();

    /** @param more lines for main.cf */
    OwnServer(String... more) throws IOException, InterruptedException {
        workspace = Workspace.create(ScenarioIT.workspace(), 0);
        postjames = new Postjames(workspace);
        Path tls = workspace.root().resolve("etc");
        Processes.run(
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
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        tls.resolve("key.pem").toString(),
                        "-out",
                        tls.resolve("cert.pem").toString()),
                "",
                Duration.ofSeconds(30));
        boolean root = System.getProperty("user.name").equals("root");
        String owner = root ? "65534" : String.valueOf(java.nio.file.Files.getAttribute(tls, "unix:uid"));
        postjames.start(new Scenario(
                "clients",
                "",
                settings(
                        more,
                        "mydestination = localhost",
                        "virtual_mailbox_domains = example.test",
                        "virtual_mailbox_base = @MAIL@",
                        "virtual_mailbox_maps = texthash:@ETC@/vmailbox",
                        "virtual_minimum_uid = 1",
                        "virtual_uid_maps = static:" + owner,
                        "virtual_gid_maps = static:" + owner,
                        "smtpd_tls_cert_file = @ETC@/cert.pem",
                        "smtpd_tls_key_file = @ETC@/key.pem",
                        "smtpd_tls_security_level = may",
                        "smtpd_sasl_auth_enable = yes",
                        "postjames_passwd_file = @ETC@/users",
                        "postjames_imap_listen = 127.0.0.1:" + imap,
                        "postjames_imaps_listen = 127.0.0.1:" + imaps,
                        "postjames_pop3_listen = 127.0.0.1:" + pop3,
                        "postjames_pop3s_listen = 127.0.0.1:" + pop3s),
                List.of(
                        "127.0.0.1:" + submission + " inet n - n - - smtpd",
                        "  -o syslog_name=postfix/submission",
                        "  -o smtpd_tls_security_level=encrypt",
                        "  -o smtpd_client_restrictions=permit_sasl_authenticated,reject"),
                Map.of(
                        "aliases", "postmaster: root\n",
                        "vmailbox",
                                "user1@example.test example.test/user1/Maildir/\nuser2@example.test example.test/user2/Maildir/\n",
                        "users", "user1@example.test:{PLAIN}secret-1\nuser2@example.test:{PLAIN}secret-2\n"),
                List.of(),
                List.of()));
        Processes.await(
                "the IMAP port", Duration.ofSeconds(20), () -> Processes.answers(imap) && Processes.answers(pop3));
    }

    private static List<String> settings(String[] more, String... ours) {
        return Stream.concat(Stream.of(ours), Stream.of(more)).toList();
    }

    Path maildir(String user) {
        return workspace.mail().resolve("example.test/" + user + "/Maildir");
    }

    /** Hands a message in over SMTP, without any client program. */
    void deliver(String user, String subject, String body) throws IOException {
        String transcript = SmtpDialogue.play(
                workspace.port(),
                List.of(
                        "C: EHLO test.example",
                        "C: MAIL FROM:<sender@example.test>",
                        "C: RCPT TO:<" + user + "@example.test>",
                        "C: DATA",
                        "D: From: sender@example.test",
                        "D: Subject: " + subject,
                        "D: ",
                        "D: " + body,
                        "C: .",
                        "C: QUIT"));
        if (!transcript.contains("queued as")) {
            throw new IOException(transcript);
        }
    }

    @Override
    public void close() throws InterruptedException {
        postjames.close();
    }
}
