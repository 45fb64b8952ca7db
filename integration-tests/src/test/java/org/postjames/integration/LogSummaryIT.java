package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** pflogsumm(1) reads our log: its counts are what was sent, and the same as those of real Postfix's log of the same mail. */
class LogSummaryIT {
    private static final Pattern COUNT = Pattern.compile(
            "(?m)^ +(\\d+) {3}(received|delivered|forwarded|deferred|bounced|rejected|held|discarded)\\b");
    private static final List<String> SINK = List.of(
            "RCPT later@=450 4.2.0 come back later",
            "RCPT never@=550 5.1.1 no such user",
            "EHLO=250 sink.example.test");

    @Test
    void ourLogShouldCountWhatWasSent() throws Exception {
        Map<String, Long> counts = play(Postjames::new);
        // 5 and 1 to the sink, 3 deferred, 2 that bounce; each bounce is a mail that is delivered to its sender
        assertThat(counts)
                .containsEntry("received", 10L)
                .containsEntry("delivered", 5L + 2L)
                .containsEntry("deferred", 3L)
                .containsEntry("bounced", 2L)
                .containsEntry("rejected", 4L);
    }

    @Test
    void realPostfixShouldCountTheSame() throws Exception {
        RealPostfix.required();
        assertThat(play(Postjames::new)).isEqualTo(play(RealPostfix::new));
    }

    private static Map<String, Long> play(Function<Workspace, Mta> system) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/pflogsumm")), "pflogsumm is not installed");
        try (SmtpSink sink = new SmtpSink(SINK)) {
            Workspace workspace = Workspace.create(ScenarioIT.workspace(), sink.port());
            try (Mta mta = system.apply(workspace)) {
                mta.start(scenario());
                send(workspace, 5, "good@sink.test", "queued as");
                send(workspace, 3, "later@sink.test", "queued as");
                send(workspace, 2, "never@sink.test", "queued as");
                send(workspace, 4, "nobody-is-here@example.test", "550 5.1.1");
                ScenarioPlayer.settle(workspace);
            }
            return counts(workspace);
        }
    }

    private static Scenario scenario() {
        return new Scenario(
                "summary",
                "",
                List.of("relayhost = [127.0.0.1]:@SINK@", "minimal_backoff_time = 4000s"),
                List.of(),
                Map.of("aliases", "postmaster: games\n"),
                List.of(),
                List.of());
    }

    private static void send(Workspace workspace, int count, String recipient, String expected) throws Exception {
        for (int i = 0; i < count; i++) {
            assertThat(SmtpDialogue.play(
                            workspace.port(),
                            List.of(
                                    "C: EHLO test.example",
                                    "C: MAIL FROM:<games@example.test>",
                                    "C: RCPT TO:<" + recipient + ">",
                                    "C: DATA",
                                    "D: Subject: " + i,
                                    "D: ",
                                    "D: body",
                                    "C: .",
                                    "C: QUIT")))
                    .contains(expected);
        }
    }

    private static Map<String, Long> counts(Workspace workspace) throws Exception {
        Mta.Output summary =
                Processes.run(List.of("pflogsumm", workspace.maillog().toString()), "", Duration.ofSeconds(60));
        assertThat(summary.exit()).as(summary.stderr()).isZero();
        Map<String, Long> counts = new LinkedHashMap<>();
        Matcher count =
                COUNT.matcher(summary.stdout().substring(0, summary.stdout().indexOf("bytes received")));
        while (count.find()) {
            counts.put(count.group(2), Long.parseLong(count.group(1)));
        }
        return counts;
    }
}
