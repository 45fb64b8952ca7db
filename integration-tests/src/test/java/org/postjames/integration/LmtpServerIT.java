package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real Postfix's lmtp(8) delivers to our LMTP server, over TCP and over a Unix-domain socket. */
class LmtpServerIT {
    private static final String OWNER = "65534";

    @BeforeEach
    void askPostfix() {
        RealPostfix.required();
    }

    private static Scenario scenario(List<String> mainCf, List<String> masterCf) {
        return new Scenario(
                "lmtp",
                "",
                mainCf,
                masterCf,
                Map.of(
                        "aliases",
                        "postmaster: root\n",
                        "boxes",
                        "one@a.test a/one/\ntwo@a.test a/two/\none@b.test b/one/\n"),
                List.of(),
                List.of());
    }

    @Test
    void realLmtpShouldDeliverOverTcpAndUnix() throws Exception {
        try (Mta ours = new Postjames(Workspace.create(ScenarioIT.workspace(), 0))) {
            int port = Workspace.freePort();
            ours.start(scenario(
                    List.of(
                            "virtual_mailbox_domains = a.test, b.test",
                            "virtual_mailbox_maps = texthash:@ETC@/boxes",
                            "virtual_mailbox_base = @MAIL@",
                            "virtual_minimum_uid = 1",
                            "virtual_uid_maps = static:" + OWNER,
                            "virtual_gid_maps = static:" + OWNER),
                    List.of("127.0.0.1:" + port + " inet n - n - - lmtpd", "lmtp-in unix n - n - - lmtpd")));
            Path socket = ours.workspace().queue().resolve("public/lmtp-in");
            Processes.await("LMTP", Duration.ofSeconds(20), () -> Processes.answers(port) && Files.exists(socket));
            // Postfix's own directory lets in only who is of its group
            ours.workspace().queue().resolve("public").toFile().setExecutable(true, false);
            try (Mta postfix = new RealPostfix(Workspace.create(ScenarioIT.workspace(), 0))) {
                postfix.start(scenario(
                        List.of("transport_maps = inline:{a.test=lmtp:inet:127.0.0.1:" + port + ", b.test=lmtp:unix:"
                                + socket + "}"),
                        List.of()));
                deliver(postfix, ours);
            }
        }
    }

    private static void deliver(Mta postfix, Mta ours) throws IOException, InterruptedException {
        postfix.command(
                List.of("sendmail", "-f", "from@example.test", "one@a.test", "two@a.test", "no@a.test", "one@b.test"),
                "Subject: lmtp\n\ntext\n..dots\n");
        Processes.await(
                "four deliveries",
                Duration.ofSeconds(30),
                () -> statuses(postfix).size() >= 4);
        assertThat(statuses(postfix))
                .containsExactly(
                        "<no@a.test> bounced (host 127.0.0.1[127.0.0.1] said: 550 5.1.1 <no@a.test>: Recipient address"
                                + " rejected: User unknown in virtual mailbox table (in reply to RCPT TO command))",
                        "<one@a.test> sent (250 2.0.0 Ok: queued as QID)",
                        "<one@b.test> sent (250 2.0.0 Ok: queued as QID)",
                        "<two@a.test> sent (250 2.0.0 Ok: queued as QID)");
        for (String box : List.of("a/one", "a/two", "b/one")) {
            Path folder = ours.workspace().mail().resolve(box + "/new");
            Processes.await(
                    box,
                    Duration.ofSeconds(30),
                    () -> Files.isDirectory(folder) && !files(folder).isEmpty());
            String mail = Files.readString(files(folder).getFirst(), StandardCharsets.ISO_8859_1);
            assertThat(mail)
                    .contains(" (Postfix) with LMTP id ", "\nSubject: lmtp\n", "\ntext\n..dots\n")
                    .startsWith("Return-Path: <from@example.test>\n");
        }
        for (String counts :
                List.of("rcpt=1 (data|bdat)=1 quit=1 commands=5", "rcpt=2/3 (data|bdat)=1 quit=1 commands=6/7")) {
            Pattern end = Pattern.compile(
                    "postfix/lmtpd\\[\\d+\\]: disconnect from localhost\\[127\\.0\\.0\\.1\\] lhlo=1 mail=1 " + counts);
            Processes.await(end.pattern(), Duration.ofSeconds(30), () -> end.matcher(log(ours))
                    .find());
        }
    }

    private static String log(Mta mta) {
        try {
            return Files.readString(mta.workspace().maillog(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What became of each recipient, in Postfix's words. */
    private static List<String> statuses(Mta postfix) {
        return log(postfix)
                .lines()
                .filter(line -> line.contains("postfix/lmtp[") && line.contains(": to=<"))
                .map(line -> line.replaceAll(".* to=(<[^>]*>).* status=(.*)", "$1 $2")
                        .replaceAll("\\bas [0-9A-Za-z]{9,20}\\)", "as QID)"))
                .sorted()
                .toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
