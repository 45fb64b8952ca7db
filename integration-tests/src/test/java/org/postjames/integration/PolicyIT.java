package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** Policy servers as others wrote them, and one that never answers. */
class PolicyIT {
    private static final Path POSTGREY = Path.of("/usr/sbin/postgrey");
    private static final int SESSIONS = 30;

    @TempDir
    Path directory;

    @Test
    void postgreyShouldDelayMailToUsAsToPostfix() throws Exception {
        RealPostfix.required();
        Comparison.needs(Files.isExecutable(POSTGREY), "postgrey is not installed (Debian: apt-get install postgrey)");
        assertThat(greylisted(Postjames::new, "ours")).isEqualTo(greylisted(RealPostfix::new, "postfix"));
    }

    /** The first try and its log line, then what the mail looks like that came through at last. */
    private String greylisted(Function<Workspace, Mta> system, String name) throws IOException, InterruptedException {
        Path database = Files.createDirectories(directory.resolve(name));
        int port = Workspace.freePort();
        Process postgrey = new ProcessBuilder(
                        POSTGREY.toString(),
                        "--inet=127.0.0.1:" + port,
                        "--dbdir=" + database,
                        "--pidfile=" + database.resolve("pid"),
                        "--user=" + System.getProperty("user.name"),
                        "--group=root",
                        "--delay=1",
                        "--hostname=mail.example.test",
                        "--greylist-text=come back in %s seconds, %r")
                .redirectErrorStream(true)
                .redirectOutput(database.resolve("log").toFile())
                .start();
        try (Mta mta = system.apply(Workspace.create(ScenarioIT.workspace(), 0))) {
            Processes.await("postgrey's port", Duration.ofSeconds(20), () -> Processes.answers(port));
            mta.start(scenario("smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:" + port));
            String first = mail(mta);
            String next = accepted(mta);
            ScenarioPlayer.settle(mta.workspace());
            String log = Files.readString(mta.workspace().maillog(), StandardCharsets.ISO_8859_1);
            String refusal = log.lines()
                    .filter(line -> line.contains("NOQUEUE: reject: RCPT"))
                    .map(line -> line.replaceFirst("^.*\\]: ", ""))
                    .findFirst()
                    .orElse("never refused");
            String header = Files.readString(mta.workspace().mail().resolve("games"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith("X-Greylist: "))
                    .map(line -> line.replaceFirst("delayed \\d+ .*", "delayed"))
                    .findFirst()
                    .orElse("no header");
            assertThat(first).contains("come back in 1 seconds");
            assertThat(header).isEqualTo("X-Greylist: delayed");
            return first + refusal + "\n" + next.replaceFirst("queued as .*", "queued") + header + "\n";
        } finally {
            postgrey.destroy();
            if (!postgrey.waitFor(10, TimeUnit.SECONDS)) {
                postgrey.destroyForcibly();
            }
        }
    }

    /** Tries until the delay is over. */
    private static String accepted(Mta mta) throws IOException {
        StringBuilder transcript = new StringBuilder();
        Processes.await("the end of the delay", Duration.ofSeconds(60), () -> {
            transcript.setLength(0);
            try {
                transcript.append(mail(mta));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return transcript.indexOf("queued as") > 0;
        });
        return transcript.toString();
    }

    private static String mail(Mta mta) throws IOException {
        return SmtpDialogue.play(
                mta.workspace().port(),
                List.of(
                        "C: EHLO client.test",
                        "C: XCLIENT ADDR=192.0.2.77 NAME=client.test",
                        "C: EHLO client.test",
                        "C: MAIL FROM:<a@remote.test>",
                        "C: RCPT TO:<games@example.test>",
                        "C: DATA",
                        "D: Subject: grey",
                        "D: ",
                        "D: hello",
                        "C: .",
                        "C: QUIT"));
    }

    @Test
    void aPolicyServerThatHangsShouldDelayNobodyElse() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (PolicyServer policy = new PolicyServer(List.of("sender=hang@remote.test => SILENT"));
                Mta ours = new Postjames(Workspace.create(ScenarioIT.workspace(), 0))) {
            ours.start(scenario("smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:" + policy.port()));
            for (int i = 0; i < SESSIONS; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), ours.workspace().port());
                waiting.add(socket);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                assertThat(in.readLine()).startsWith("220 ");
                send(socket, "EHLO client.test\r\n");
                for (String line = in.readLine(); line != null && !line.startsWith("250 "); ) {
                    line = in.readLine();
                }
                send(socket, "MAIL FROM:<hang@remote.test>\r\nRCPT TO:<games@example.test>\r\n");
            }
            Processes.await(
                    "all questions",
                    Duration.ofSeconds(60),
                    () -> policy.received().split("sender=hang@remote.test", -1).length > SESSIONS);
            assertThat(SmtpDialogue.mail(ours.workspace().port(), "free@remote.test", "games@example.test", "free"))
                    .contains("250 2.0.0 Ok: queued as");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Scenario scenario(String restrictions) {
        return new Scenario(
                "policy",
                "",
                List.of(restrictions),
                List.of(),
                Map.of("aliases", "postmaster: games\n"),
                List.of(),
                List.of());
    }
}
