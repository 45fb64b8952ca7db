package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** A milter as others wrote it: opendkim signs and verifies mail for us as it does for Postfix, with the same main.cf. */
@Tag("postfix")
class MilterIT {
    @TempDir
    Path directory;

    /** What one of the two said and delivered, and the mail that was signed there, as it lies in the mailbox. */
    private record Seen(String all, String signed) {}

    @Test
    void opendkimShouldSignAndVerifyForUsAsForPostfix() throws Exception {
        RealPostfix.required();
        Comparison.needs(Opendkim.isInstalled(), "opendkim is not installed (Debian: apt-get install opendkim)");
        KeyPair key = Opendkim.newKey();
        Seen postfix = play(RealPostfix::new, "postfix", key, "");
        Seen ours = play(Postjames::new, "ours", key, postfix.signed());
        assertThat(ours.all()).isEqualTo(postfix.all());
        assertThat(ours.all())
                .contains("dkim=pass (2048-bit key)", "dkim=none", "bad DKIM signature data", "d=example.test; s=sel;");
    }

    /** @param foreign a message that was signed elsewhere with the same key; empty if the one signed here shall do */
    private Seen play(Function<Workspace, Mta> system, String name, KeyPair key, String foreign)
            throws IOException, InterruptedException {
        StringBuilder seen = new StringBuilder();
        try (Opendkim opendkim = new Opendkim(Files.createDirectories(directory.resolve(name)), key);
                Mta mta = system.apply(Workspace.create(ScenarioIT.workspace(), Workspace.freePort()))) {
            mta.start(scenario(opendkim.endpoint()));
            int submission = mta.workspace().ports().get("SECOND");
            Processes.await("the second port", Duration.ofSeconds(10), () -> Processes.answers(submission));
            String signed = sent(mta, submission, Opendkim.oddMessage("signed"), seen);
            sent(mta, mta.workspace().port(), Opendkim.oddMessage("unsigned"), seen);
            String original = foreign.isEmpty() ? signed : foreign;
            sent(mta, mta.workspace().port(), lines(original), seen);
            sent(mta, mta.workspace().port(), lines(original.replace("first line", "another line")), seen);
            sent(mta, mta.workspace().port(), lines(original.replace("X-Empty:", "X-Empty: now")), seen);
            sent(mta, mta.workspace().port(), lines(original.replace("Subject:  ", "Subject: ")), seen);
            mta.command(
                    List.of("sendmail", "-f", "alice@example.test", "games@example.test"),
                    "From: alice@example.test\nSubject: of a user\nMessage-Id: <2@client.example>\n"
                            + "Date: Fri, 20 Nov 2026 10:00:00 +0000\nTo: games@example.test\n\nfrom here\n");
            seen.append(delivered(mta));
            Normaliser normaliser = new Normaliser(mta.workspace());
            return new Seen(Opendkim.normalised(normaliser.normalise(seen.toString())), signed);
        }
    }

    private static String sent(Mta mta, int port, List<String> content, StringBuilder seen) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "C: EHLO client.test",
                "C: XCLIENT ADDR=192.0.2.77 NAME=client.test",
                "C: EHLO client.test",
                "C: MAIL FROM:<alice@example.test>",
                "C: RCPT TO:<games@example.test>",
                "C: DATA"));
        lines.addAll(content);
        lines.add("C: QUIT");
        seen.append(SmtpDialogue.play(port, lines).replaceAll("(?m)^D: .*\n", ""));
        String mail = delivered(mta);
        seen.append(mail);
        return mail;
    }

    /** The one message in the mailbox, which is empty afterwards; nothing if there is none. */
    private static String delivered(Mta mta) throws IOException {
        ScenarioPlayer.settle(mta.workspace());
        Path mailbox = mta.workspace().mail().resolve("games");
        String mail = Files.exists(mailbox) ? Files.readString(mailbox, StandardCharsets.ISO_8859_1) : "";
        Files.deleteIfExists(mailbox);
        return mail;
    }

    /** A delivered message as its next sender sends it, without what the delivery put before it. */
    private static List<String> lines(String mailbox) {
        List<String> lines = new ArrayList<>();
        String message = mailbox.substring(mailbox.indexOf("DKIM-Filter:"), mailbox.length() - 1);
        message.replaceAll("(?<=mail.example.test | id )[0-9A-F]{9,14}\n", "elsewhere\n")
                .lines()
                .map(line -> line.startsWith(">From ") ? line.substring(1) : line)
                .map(line -> "D: " + (line.startsWith(".") ? "." : "") + line)
                .forEach(lines::add);
        lines.add("C: .");
        return lines;
    }

    private static Scenario scenario(String milter) {
        return new Scenario(
                "opendkim",
                "",
                List.of(
                        "smtpd_milters = " + milter,
                        "non_smtpd_milters = " + milter,
                        "milter_macro_daemon_name = ANYBODY",
                        "milter_macro_v = Another Name",
                        "milter_default_action = tempfail",
                        "local_recipient_maps ="),
                List.of(
                        "127.0.0.1:@SECOND@ inet n - n - - smtpd",
                        "  -o syslog_name=postfix/submission",
                        "  -o milter_macro_daemon_name=ORIGINATING"),
                Map.of("aliases", "postmaster: games\n"),
                List.of(),
                List.of());
    }
}
