package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code postfix reload} while mail is being delivered: what is under way ends under the old configuration, and nothing is sent twice. */
@Timeout(180)
class ReloadIT {
    @Test
    void deliveryUnderWayShouldEndOnceUnderTheOldConfiguration() throws Exception {
        Semaphore begun = new Semaphore(0);
        CountDownLatch mayEnd = new CountDownLatch(1);
        SmtpSink.Taking slow = message -> {
            if (message.contains("Subject: slow")) {
                begun.release();
                mayEnd.await();
            }
        };
        try (SmtpSink sink = new SmtpSink(0, List.of(), slow)) {
            Workspace workspace = Workspace.create(ScenarioIT.workspace(), sink.port());
            workspace.configure(new Scenario(
                    "reload",
                    "",
                    List.of("relayhost = [127.0.0.1]:@SINK@", "smtp_helo_name = before.test"),
                    List.of(),
                    Map.of("aliases", "postmaster: root\n"),
                    List.of(),
                    List.of()));
            try (Started server =
                    new Started(List.of(), List.of("-c", workspace.etc().toString())).awaitRunning()) {
                String slowId = mail(workspace, "slow");
                assertThat(begun.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
                Path mainCf = workspace.etc().resolve("main.cf");
                Files.writeString(mainCf, Files.readString(mainCf).replace("before.test", "after.test"));
                assertThat(command(workspace, "postfix", "reload").exit()).isZero();
                awaitLog(workspace, mail(workspace, "quick") + ": removed");
                // what the administrator asks for meanwhile does not begin it anew
                assertThat(command(workspace, "postqueue", "-f").exit()).isZero();
                awaitLog(workspace, mail(workspace, "quicker") + ": removed");
                assertThat(command(workspace, "postqueue", "-p").stdout()).contains(slowId + "*");
                mayEnd.countDown();
                awaitLog(workspace, slowId + ": removed");
                assertThat(server.isAlive()).isTrue();
                Processes.await("the end of the slow session", Duration.ofSeconds(60), () -> sink.received()
                        .contains("Subject: slow"));
                String log = Files.readString(workspace.maillog(), StandardCharsets.ISO_8859_1);
                assertThat(log).containsOnlyOnce(slowId + ": from=").containsOnlyOnce(slowId + ": to=");
            }
            assertThat(sink.received())
                    .containsOnlyOnce("Subject: slow")
                    .containsOnlyOnce("EHLO before.test")
                    .contains("EHLO after.test");
        }
    }

    /** @return its queue id */
    private static String mail(Workspace workspace, String subject) throws IOException {
        String dialogue = SmtpDialogue.mail(workspace.port(), "sender@example.test", "someone@elsewhere.test", subject);
        String marker = "queued as ";
        int at = dialogue.indexOf(marker);
        assertThat(at).as(dialogue).isPositive();
        return dialogue.substring(at + marker.length()).lines().findFirst().orElseThrow();
    }

    private static void awaitLog(Workspace workspace, String text) throws IOException {
        Processes.await(text, Duration.ofSeconds(60), () -> {
            try {
                return Files.readString(workspace.maillog(), StandardCharsets.ISO_8859_1)
                        .contains(text);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static Mta.Output command(Workspace workspace, String name, String argument)
            throws IOException, InterruptedException {
        return Processes.run(
                List.of(Postjames.bin(name).toString(), "-c", workspace.etc().toString(), argument),
                "",
                Duration.ofSeconds(60));
    }
}
