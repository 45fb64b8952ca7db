package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** Mail whose sender names its recipient. */
class VerpTest {
    private final List<String> deliveries = new CopyOnWriteArrayList<>();

    @TempDir
    Path root;

    private TestQueue queue(Map<String, String> settings, Outcome outcome) throws Exception {
        String dsn = outcome == Outcome.SENT ? "2.0.0" : outcome == Outcome.BOUNCED ? "5.1.1" : "4.2.1";
        DeliveryAgent agent = request -> {
            deliveries.add(request.sender() + " > "
                    + String.join(
                            ",",
                            request.recipients().stream()
                                    .map(r -> r.address().toString())
                                    .toList()));
            return request.recipients().stream()
                    .map(r -> RecipientStatus.of(r, outcome, "here", dsn, "so it is"))
                    .toList();
        };
        TestQueue q = new TestQueue(root, agent, Clock.systemUTC(), settings);
        q.manager.start();
        return q;
    }

    private static QueueId done(TestQueue q, String sender, String... recipients) throws Exception {
        QueueId id = q.mail(sender, recipients);
        q.await(id + ": removed");
        return id;
    }

    private static List<String> noticeRecipients(TestQueue q) {
        return q.notices.stream().map(notice -> notice.recipient().toString()).toList();
    }

    @Test
    void eachRecipientShouldHaveASenderOfItsOwn() throws Exception {
        try (TestQueue q = queue(Map.of(), Outcome.SENT)) {
            done(q, "list@example.org", "V:+= a@smtp.far", "b@smtp.far", "c@local.here");
            assertThat(deliveries)
                    .containsExactlyInAnyOrder(
                            "list+a=smtp.far@example.org > a@smtp.far",
                            "list+b=smtp.far@example.org > b@smtp.far",
                            "list+c=local.here@example.org > c@local.here");
            assertThat(q.await("(queue active)")).contains("from=<list@example.org>");
        }
    }

    @Test
    void withoutRequestRecipientsShouldGoTogether() throws Exception {
        try (TestQueue q = queue(Map.of(), Outcome.SENT)) {
            done(q, "list@example.org", "a@smtp.far", "b@smtp.far");
            assertThat(deliveries).containsExactly("list@example.org > a@smtp.far,b@smtp.far");
        }
    }

    @Test
    void nonsenseShouldBeIgnoredWithAWarning() throws Exception {
        try (TestQueue q = queue(Map.of(), Outcome.SENT)) {
            QueueId id = done(q, "list@example.org", "V:#= a@smtp.far", "b@smtp.far");
            q.await("qmgr: warning: " + id + ": ignoring bad VERP request: \"#=\"");
            QueueId ofNobody = done(q, "", "V:+= a@smtp.far", "b@smtp.far");
            q.await("qmgr: warning: " + ofNobody + ": ignoring VERP request for null sender");
            assertThat(deliveries)
                    .containsExactly("list@example.org > a@smtp.far,b@smtp.far", " > a@smtp.far,b@smtp.far");
        }
    }

    @Test
    void eachFailureShouldHaveANoticeOfItsOwn() throws Exception {
        try (TestQueue q = queue(Map.of(), Outcome.BOUNCED)) {
            done(q, "list@example.org", "V:-= a@smtp.far", "notify_flags=1 q@smtp.far", "b@local.here");
            assertThat(noticeRecipients(q))
                    .containsExactlyInAnyOrder("list-a=smtp.far@example.org", "list-b=local.here@example.org");
            assertThat(q.notices).allSatisfy(notice -> assertThat(notice.text())
                    .containsOnlyOnce("Final-Recipient: ")
                    .contains("X-Postfix-Sender: rfc822; list@example.org"));
        }
    }

    @Test
    void disableVerpBouncesShouldTellTheSenderOnce() throws Exception {
        try (TestQueue q = queue(Map.of("disable_verp_bounces", "yes"), Outcome.BOUNCED)) {
            done(q, "list@example.org", "V:-= a@smtp.far", "b@local.here");
            assertThat(noticeRecipients(q)).containsExactly("list@example.org");
        }
    }

    @Test
    void aNoticeThatCannotBeSentShouldBeSentLater() throws Exception {
        try (TestQueue q = queue(Map.of(), Outcome.BOUNCED)) {
            q.noticesFail = true;
            QueueId id = q.mail("list@example.org", "V:+= a@smtp.far");
            q.await(id + ": status=deferred (bounce failed)");
            q.awaitDeferred(id);
            q.noticesFail = false;
            q.manager.flush();
            q.await(id + ": removed");
            assertThat(noticeRecipients(q)).containsExactly("list+a=smtp.far@example.org");
        }
    }

    @Test
    void recipientsShouldBeTriedInTheOrderOfTheirAddresses() throws Exception {
        try (TestQueue q = queue(Map.of("default_destination_concurrency_limit", "1"), Outcome.SENT)) {
            done(q, "list@example.org", "V:+= z@smtp.far", "c@smtp.far", "B@smtp.far", "a@smtp.far");
            assertThat(deliveries)
                    .extracting(delivery -> delivery.substring(delivery.indexOf('>') + 2))
                    .containsExactly("B@smtp.far", "a@smtp.far", "c@smtp.far", "z@smtp.far");
        }
    }

    /** {@code postsuper -e}: mail that was tried before is returned with what is known, and not tried again. */
    @Test
    void expiredMailShouldBeReturnedForTheReasonThatItWaitsFor() throws Exception {
        try (TestQueue q = queue(Map.of(), Outcome.DEFERRED)) {
            QueueId id = q.mail("list@example.org", "V:+= a@smtp.far");
            q.awaitDeferred(id);
            Path file = q.path(QueueLayout.DEFERRED, id);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            q.manager.flush();
            q.await(id + ": removed");
            q.await(id + ": from=<list@example.org>, status=force-expired, returned to sender");
            assertThat(deliveries).hasSize(1);
            assertThat(noticeRecipients(q)).containsExactly("list+a=smtp.far@example.org");
            assertThat(q.notices.getFirst().text()).contains("so it is").doesNotContain("administratively");
        }
    }
}
