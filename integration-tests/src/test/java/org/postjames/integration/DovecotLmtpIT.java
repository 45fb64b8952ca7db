package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postjames.comparison.Comparison;

/** LMTP into a real Dovecot, as most mail servers with Dovecot have it: what it stores and what the log says is what Postfix's lmtp(8) gives. */
class DovecotLmtpIT {
    private static final Path LMTP = Path.of("/usr/lib/dovecot/lmtp");

    private static List<String> settings(Path root, Path socket) {
        return List.of(
                "protocols = lmtp",
                "mail_location = maildir:" + root + "/mail/%n",
                "first_valid_uid = 1",
                "passdb {",
                "  driver = passwd-file",
                "  args = scheme=plain username_format=%u " + root.resolve("users"),
                "}",
                "userdb {",
                "  driver = static",
                "  args = uid=65534 gid=65534 home=" + root + "/mail/%n",
                "}",
                "service lmtp {",
                "  unix_listener " + socket + " {",
                "    mode = 0666",
                "  }",
                "}",
                "protocol lmtp {",
                "  postmaster_address = postmaster@example.test",
                "}");
    }

    private static List<String> mail(int number, String... recipients) {
        List<String> lines = new ArrayList<>(List.of("C: EHLO client.example", "C: MAIL FROM:<games@example.test>"));
        for (String recipient : recipients) {
            lines.add("C: RCPT TO:<" + recipient + ">");
        }
        lines.addAll(List.of(
                "C: DATA",
                "D: From: <games@example.test>",
                "D: Subject: number " + number,
                "D: Message-Id: <" + number + "@client.example>",
                "D: Date: Fri, 20 Nov 2026 10:00:00 +0000",
                "D: ",
                "D: .a dot",
                "D: From here",
                "C: .",
                "C: QUIT"));
        return lines;
    }

    private static String play(Path root, Function<Workspace, Mta> system) throws Exception {
        Path dovecot = SmtpdSessions.directory(root, "dovecot");
        Path store = Files.createDirectory(dovecot.resolve("mail"));
        for (Path directory : List.of(dovecot, store)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Files.writeString(
                dovecot.resolve("users"), "anna@store.example:secret::::::\nbert@store.example:secret::::::\n");
        Path socket = dovecot.resolve("lmtp");
        Scenario scenario = new Scenario(
                "dovecot-lmtp",
                "",
                List.of(
                        "lmtp_connection_cache_on_demand = no",
                        "virtual_mailbox_domains = store.example",
                        "virtual_transport = lmtp:unix:" + socket,
                        "virtual_mailbox_maps = static:all"),
                List.of(),
                Map.of(),
                List.of(),
                List.of(
                        new Scenario.Step("smtp", "", mail(1, "anna@store.example", "bert@store.example")),
                        new Scenario.Step("settle", "", List.of()),
                        new Scenario.Step("smtp", "", mail(2, "bert@store.example", "nobody@store.example")),
                        new Scenario.Step("settle", "", List.of())));
        try (Dovecot running = new Dovecot(dovecot, socket, settings(dovecot, socket))) {
            String seen = ScenarioPlayer.play(scenario, SmtpdSessions.directory(root, "mta"), system);
            return (seen + stored(store))
                    .replace(dovecot.toString(), "@DOVECOT@")
                    .replaceAll("> \\S+ Saved", "> @SESSION@ Saved")
                    .replaceAll("(?m)^(\tid|\tby|\t\\(envelope).*|(?<=LMTP id )\\S+", "")
                    .replaceAll("size=\\d+", "size=@SIZE@"); // the path of the socket is as long as it is
        }
    }

    private static String stored(Path store) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String user : List.of("anna", "bert")) {
            try (Stream<Path> mails = Files.list(store.resolve(user + "/new"))) {
                all.append("## ").append(user).append('\n');
                mails.map(DovecotLmtpIT::read).sorted().forEach(all::append);
            }
        }
        return all.toString();
    }

    private static String read(Path mail) {
        try {
            return Files.readString(mail, StandardCharsets.ISO_8859_1)
                    .replaceAll("(?m)^(Received: .*|\tby .*|\tid .*|\t\\(.*|\tfor .*|\t[A-Z][a-z]{2}, .*)\n", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void mailShouldReachDovecotAsFromPostfix() throws Exception {
        RealPostfix.required();
        Comparison.needs(Files.exists(LMTP), "Dovecot's LMTP is not installed (Debian: apt-get install dovecot-lmtpd)");
        Path root = ScenarioIT.workspace();
        String postfix = play(SmtpdSessions.directory(root, "a"), RealPostfix::new);
        String postjames = play(SmtpdSessions.directory(root, "b"), Postjames::new);
        assertThat(postjames).isEqualTo(postfix);
        assertThat(postfix)
                .contains("Saved)")
                .contains("5.1.1 <nobody@store.example> User doesn't exist")
                .contains("Subject: number 2\n");
    }
}
