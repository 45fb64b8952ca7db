package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

@Timeout(30)
class QueueManagerTest {
    private final List<DeliveryRequest> requests = new CopyOnWriteArrayList<>();

    @TempDir
    Path root;

    /** An agent whose answer stands in the local part. */
    private List<RecipientStatus> answer(DeliveryRequest request) {
        requests.add(request);
        List<RecipientStatus> statuses = new ArrayList<>();
        for (Recipient r : request.recipients()) {
            String local = r.address().localPart();
            statuses.add(
                    local.startsWith("ok")
                            ? RecipientStatus.of(r, Outcome.SENT, "local", "2.0.0", "delivered to mailbox")
                            : local.startsWith("later")
                                    ? RecipientStatus.of(r, Outcome.DEFERRED, "none", "4.2.0", "mailbox busy")
                                    : RecipientStatus.of(
                                            r, Outcome.BOUNCED, "local", "5.1.1", "unknown user: \"" + local + "\""));
        }
        return statuses;
    }

    private TestQueue queue(Map<String, String> settings) throws IOException {
        return new TestQueue(root, this::answer, Clock.systemUTC(), settings);
    }

    @Test
    void managerShouldRemoveAMessageThatWasDelivered() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            q.manager.start();
            QueueId id = q.mail("a@b.test", "ok@local.example.test");
            q.await(id + ": removed");
            assertThat(q.log)
                    .anyMatch(l -> l.equals("qmgr: " + id + ": from=<a@b.test>, size=21, nrcpt=1 (queue active)"))
                    .anyMatch(
                            l -> l.matches(
                                    "local: " + id + ": to=<ok@local.example.test>, relay=local, delay=[0-9.]+, "
                                            + "delays=[0-9.]+/[0-9.]+/[0-9.]+/[0-9.]+, dsn=2.0.0, status=sent \\(delivered to mailbox\\)"));
            for (String queue : List.of("incoming", "active", "deferred", "bounce", "defer")) {
                assertThat(q.files(queue)).as(queue).isEmpty();
            }
        }
    }

    @Test
    void agentShouldReadTheContentWithLineFeeds() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        DeliveryAgent reader = request -> {
            try {
                seen.add(new String(request.content().open().readAllBytes(), StandardCharsets.ISO_8859_1));
                java.io.ByteArrayOutputStream copy = new java.io.ByteArrayOutputStream();
                request.content().copyTo(copy);
                seen.add(copy.toString(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return answer(request);
        };
        String large = ("Subject: x\n\n" + "line of text\n".repeat(5000)).stripTrailing() + "\n";
        try (TestQueue q = new TestQueue(root, reader, Clock.systemUTC(), Map.of())) {
            q.manager.start();
            q.await(q.mail("a@b.test", "ok@local.example.test") + ": removed");
            try (var file = q.directories.create()) {
                TestQueue.write(file, "a@b.test", List.of("ok@local.example.test"), large);
                file.commit(org.postjames.queuefile.NewQueueFile.Placement.INCOMING);
                q.await(file.id() + ": removed");
            }
            String small = "Subject: test\n\nHello\n";
            assertThat(seen).containsExactly(small, small, large, large);
        }
    }

    @Test
    void managerShouldKeepDeferredRecipientsAndForgetTheOthers() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            q.manager.start();
            QueueId id = q.mail("a@b.test", "ok1@smtp.example.test", "later@smtp.example.test");
            q.await("status=deferred (mailbox busy)");
            awaitFile(q, QueueLayout.DEFERRED, id);
            assertThat(q.deferLog(id))
                    .isEqualTo("\n<later@smtp.example.test>: mailbox busy\nrecipient=later@smtp.example.test\noffset="
                            + requests.getFirst().recipients().getFirst().offset() // by address, as qmgr sorts them
                            + "\nstatus=4.2.0\naction=delayed\nreason=mailbox busy\n\n");
            long next =
                    Files.getLastModifiedTime(q.path(QueueLayout.DEFERRED, id)).to(TimeUnit.SECONDS);
            assertThat(next - Instant.now().getEpochSecond()).isBetween(290L, 300L);
            requests.clear();
            q.manager.flush();
            awaitRequests(1);
            assertThat(requests.getFirst().recipients()).hasSize(1);
            assertThat(requests.getFirst().recipients().getFirst().address()).hasToString("later@smtp.example.test");
        }
    }

    @Test
    void managerShouldReturnBouncedMailToItsSender() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            q.manager.start();
            QueueId id = q.mail("a@b.test", "nobody@local.example.test", "never@local.example.test notify_flags=1");
            q.await(id + ": removed");
            assertThat(q.log).contains("bounce: " + id + ": sender non-delivery notification: NOTICE1");
            assertThat(q.notices).hasSize(1);
            assertThat(q.notices.getFirst().recipient()).hasToString("a@b.test");
            assertThat(q.notices.getFirst().sender().isNull()).isTrue();
            assertThat(q.notices.getFirst().text())
                    .contains("\n<nobody@local.example.test>: unknown user: \"nobody\"\n");
            assertThat(q.files("bounce")).isEmpty();
        }
    }

    @Test
    void managerShouldReportEveryRecipientOfDeliveriesThatEndAtTheSameTime() throws Exception {
        try (TestQueue q =
                queue(Map.of("local_destination_concurrency_limit", "20", "initial_destination_concurrency", "20"))) {
            q.manager.start();
            for (int round = 0; round < 20; round++) {
                String[] recipients = new String[12];
                for (int i = 0; i < recipients.length; i++) {
                    recipients[i] = "nobody" + i + "@local.example.test";
                }
                q.notices.clear();
                QueueId id = q.mail("a@b.test", recipients);
                q.await(id + ": removed");
                String notice = q.notices.getFirst().text();
                for (String recipient : recipients) {
                    assertThat(notice).contains("Final-Recipient: rfc822; " + recipient);
                }
            }
        }
    }

    @Test
    void managerShouldKeepMailWhoseNoticeCannotBeSent() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            q.noticesFail = true;
            q.manager.start();
            QueueId id = q.mail("a@b.test", "nobody@local.example.test");
            awaitFile(q, QueueLayout.DEFERRED, id);
            assertThat(q.files("bounce")).containsExactly(id.text());
            requests.clear();
            q.noticesFail = false;
            q.manager.flush();
            q.await(id + ": removed");
            assertThat(q.notices).hasSize(1);
            assertThat(requests).as("the recipient is not tried again").isEmpty();
        }
    }

    @Test
    void bouncesThatBounceShouldGoToThePostmasterOnlyIfAskedFor() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            q.manager.start();
            q.await(q.mail("", "nobody@local.example.test") + ": removed");
            assertThat(q.notices).isEmpty();
        }
        try (TestQueue q = queue(Map.of("notify_classes", "2bounce"))) {
            q.manager.start();
            QueueId id = q.mail("", "nobody@local.example.test");
            q.await(id + ": removed");
            assertThat(q.notices.getFirst().sender()).hasToString("double-bounce@mail.example.test");
            assertThat(q.notices.getFirst().recipient()).hasToString("postmaster");
            assertThat(q.notices.getFirst().text()).contains("Subject: Postmaster Copy: Undelivered Mail\n");
            QueueId triple = q.mail("double-bounce@mail.example.test", "nobody@local.example.test");
            q.await(triple + ": removed");
            assertThat(q.notices).hasSize(1);
        }
    }

    @Test
    void managerShouldReturnMailThatIsTooOld() throws Exception {
        try (TestQueue q = queue(Map.of("maximal_queue_lifetime", "0"))) {
            q.manager.start();
            QueueId id = q.mail("a@b.test", "later@local.example.test");
            q.await(id + ": removed");
            assertThat(q.log).contains("qmgr: " + id + ": from=<a@b.test>, status=expired, returned to sender");
            assertThat(q.notices.getFirst().text()).contains("<later@local.example.test>: mailbox busy");
            assertThat(q.files("defer")).isEmpty();
        }
    }

    @Test
    void softBounceShouldDefer() throws Exception {
        try (TestQueue q = queue(Map.of("soft_bounce", "yes"))) {
            q.manager.start();
            QueueId id = q.mail("a@b.test", "nobody@local.example.test");
            awaitFile(q, QueueLayout.DEFERRED, id);
            assertThat(q.await("SOFTBOUNCE")).endsWith("dsn=4.1.1, status=SOFTBOUNCE (unknown user: \"nobody\")");
            assertThat(q.notices).isEmpty();
        }
    }

    @Test
    void managerShouldDeliverWhatAnInterruptedServerLeft() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        DeliveryAgent hanging = request -> {
            started.countDown();
            new CountDownLatch(1).await();
            return List.of();
        };
        QueueId id;
        try (TestQueue q = new TestQueue(root, hanging, Clock.systemUTC(), Map.of())) {
            q.manager.start();
            id = q.mail("a@b.test", "ok@local.example.test");
            started.await();
        }
        try (TestQueue q = queue(Map.of())) {
            assertThat(q.files("active")).containsExactly(id.text());
            q.manager.start();
            q.await(id + ": removed");
        }
    }

    @Test
    void damagedFileShouldGoToCorrupt() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            QueueId id;
            try (var file = q.directories.create()) {
                TestQueue.write(file, "a@b.test", List.of("ok@local.example.test"), "Subject: x\n");
                file.channel().truncate(file.channel().size() - 2);
                file.commit(org.postjames.queuefile.NewQueueFile.Placement.INCOMING);
                id = file.id();
            }
            q.manager.start();
            q.await("saving corrupt file \"" + id + "\" from queue \"active\" to queue \"corrupt\"");
            assertThat(q.log).contains("qmgr: warning: " + id + ": message rejected: missing end record");
            assertThat(q.files("corrupt")).containsExactly(id.text());
            assertThat(requests).isEmpty();
        }
    }

    @Test
    void unfinishedFilesShouldBeLeftAlone() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            try (var unfinished = q.directories.create()) {
                TestQueue.write(unfinished, "a@b.test", List.of("ok0@local.example.test"), "Subject: x\n");
                q.manager.start();
                q.await(q.mail("a@b.test", "ok@local.example.test") + ": removed");
                assertThat(q.files("incoming")).containsExactly(unfinished.id().text());
            }
            assertThat(q.files("incoming")).isEmpty();
            assertThat(requests).hasSize(1);
        }
    }

    @Test
    void concurrencyToOneDestinationShouldStayWithinItsLimit() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        DeliveryAgent slow = request -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            TimeUnit.MILLISECONDS.sleep(2);
            running.decrementAndGet();
            return answer(request);
        };
        try (TestQueue q = new TestQueue(
                root,
                slow,
                Clock.systemUTC(),
                Map.of("slow_destination_concurrency_limit", "3", "slow_initial_destination_concurrency", "2"))) {
            for (int i = 0; i < 100; i++) {
                q.mail("a@b.test", "ok@slow.example.test");
            }
            q.manager.start();
            awaitRequests(100);
            assertThat(most.get()).isBetween(2, 3);
        }
    }

    @Test
    void deadDestinationShouldBeLeftAloneUntilFlushed() throws Exception {
        DeliveryAgent dead = request -> {
            requests.add(request);
            return List.of(RecipientStatus.of(
                    request.recipients().getFirst(),
                    Outcome.DEFERRED,
                    "none",
                    "4.4.1",
                    "connect to mx.example.test[192.0.2.1]:25: Connection refused"));
        };
        try (TestQueue q = new TestQueue(root, dead, Clock.systemUTC(), Map.of())) {
            List<QueueId> ids = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                ids.add(q.mail("a@b.test", "x@smtp.example.test"));
            }
            q.manager.start();
            for (QueueId id : ids) {
                awaitFile(q, QueueLayout.DEFERRED, id);
            }
            // Windows of 5, 4, 3 and 2 with one failure each make one cohort; what was running then counts on top.
            assertThat(requests.size()).isBetween(4, 10);
            assertThat(q.await("delivery temporarily suspended"))
                    .startsWith("error: ")
                    .endsWith(
                            "dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to mx.example.test[192.0.2.1]:25: Connection refused)");
            int tries = requests.size();
            q.manager.flush();
            awaitRequests(tries + 1);
        }
    }

    @Test
    void deferTransportsShouldDeferUntilSomebodyAsks() throws Exception {
        try (TestQueue q = queue(Map.of("defer_transports", "smtp"))) {
            q.manager.start();
            awaitFile(q, QueueLayout.DEFERRED, q.mail("a@b.test", "ok@smtp.example.test"));
            assertThat(q.await("deferred transport"))
                    .startsWith("error: ")
                    .contains("relay=none")
                    .contains("dsn=4.3.2");
            assertThat(requests).isEmpty();
            q.manager.flush();
            awaitRequests(1);
        }
    }

    @Test
    void recipientsShouldShareADeliveryUpToTheLimit() throws Exception {
        try (TestQueue q = queue(Map.of("smtp_destination_recipient_limit", "2"))) {
            q.manager.start();
            QueueId id = q.mail(
                    "a@b.test",
                    "ok1@smtp.example.test",
                    "ok2@smtp.example.test",
                    "ok3@smtp.example.test",
                    "ok4@local.example.test",
                    "ok5@local.example.test");
            q.await(id + ": removed");
            assertThat(requests)
                    .extracting(r -> r.transport() + r.recipients().size())
                    .containsExactlyInAnyOrder("smtp2", "smtp1", "local1", "local1");
        }
    }

    @Test
    void delayedMailShouldNotBeTriedBeforeItsTime() throws Exception {
        try (TestQueue q = queue(Map.of())) {
            QueueId id = q.mail("a@b.test", "ok@local.example.test");
            Files.setLastModifiedTime(
                    q.path(QueueLayout.INCOMING, id),
                    FileTime.from(Instant.now().plusSeconds(3600)));
            q.manager.start();
            q.await(q.mail("a@b.test", "ok@local.example.test") + ": removed");
            assertThat(q.files("incoming")).containsExactly(id.text());
            q.manager.flushId(id);
            q.await(id + ": removed");
        }
    }

    @Test
    void warningShouldBeSentOnceForLateMail() throws Exception {
        Instant now = Instant.now();
        try (TestQueue q = queue(Map.of("delay_warning_time", "1h"))) {
            QueueId id;
            try (var file = q.directories.create()) {
                TestQueue.write(file, "a@b.test", List.of("later@local.example.test"), "Subject: x\n");
                id = file.id();
                addWarningRecord(file, now.getEpochSecond() - 10);
                file.commit(org.postjames.queuefile.NewQueueFile.Placement.INCOMING);
            }
            q.manager.start();
            awaitFile(q, QueueLayout.DEFERRED, id);
            assertThat(q.notices).hasSize(1);
            assertThat(q.notices.getFirst().text())
                    .contains("Action: delayed\n")
                    .contains("\nWill-Retry-Until: ");
            q.log.clear();
            q.manager.flush();
            q.await("status=deferred");
            awaitFile(q, QueueLayout.DEFERRED, id);
            assertThat(q.notices).hasSize(1);
        }
    }

    private static void addWarningRecord(org.postjames.queuefile.NewQueueFile file, long when) throws IOException {
        long end = file.channel().size();
        java.io.ByteArrayOutputStream tail = new java.io.ByteArrayOutputStream();
        tail.write('W');
        tail.write(15);
        tail.writeBytes(String.format("%15d", when).getBytes(StandardCharsets.US_ASCII));
        // In front of the sender: the size record's offset moves with it.
        java.nio.ByteBuffer all = java.nio.ByteBuffer.allocate((int) end);
        file.channel().read(all, 0);
        byte[] bytes = all.array();
        int at = 97;
        String size = new String(bytes, 2, 95, StandardCharsets.US_ASCII);
        long offset = Long.parseLong(size.substring(16, 31).strip()) + tail.size();
        java.io.ByteArrayOutputStream rebuilt = new java.io.ByteArrayOutputStream();
        rebuilt.write(bytes, 0, 2);
        rebuilt.writeBytes((size.substring(0, 16) + String.format("%15d", offset) + size.substring(31))
                .getBytes(StandardCharsets.US_ASCII));
        rebuilt.writeBytes(tail.toByteArray());
        rebuilt.write(bytes, at, bytes.length - at);
        file.channel().write(java.nio.ByteBuffer.wrap(rebuilt.toByteArray()), 0);
    }

    @Test
    void clockShouldDecideTheBackoff() throws Exception {
        Clock clock = Clock.fixed(Instant.now().plusSeconds(2000), ZoneOffset.UTC);
        try (TestQueue q = queue(Map.of())) {
            QueueId id = q.mail("a@b.test", "later@local.example.test");
            q.manager = new QueueManager(
                    q.config,
                    q.directories,
                    TestQueue::route,
                    this::answer,
                    (TestQueue.Sent) (s, r, u, t) -> id,
                    q.mailLog,
                    clock);
            q.manager.start();
            awaitFile(q, QueueLayout.DEFERRED, id);
            long next =
                    Files.getLastModifiedTime(q.path(QueueLayout.DEFERRED, id)).to(TimeUnit.SECONDS);
            assertThat(next - clock.instant().getEpochSecond()).isBetween(1998L, 2002L);
        }
    }

    private void awaitFile(TestQueue q, String queue, QueueId id) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.exists(q.path(queue, id)) || q.manager.activeCount() > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(id + " not in " + queue + ": " + q.log);
            }
            Thread.onSpinWait();
        }
    }

    private void awaitRequests(int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (requests.size() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError(requests.size() + " requests");
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void probesBeyondTheLimitShouldBeDeferredUntilOthersHaveEnded() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        DeliveryAgent slow = request -> {
            mayEnd.await();
            return answer(request);
        };
        Map<String, String> settings = Map.of("address_verify_pending_request_limit", "1");
        try (TestQueue q = new TestQueue(root, slow, Clock.systemUTC(), settings)) {
            q.manager.start();
            QueueId first = q.mail("", "trace_flags=256 ok1@local.example.test");
            q.await("nrcpt=1 (queue active)");
            q.mail("", "trace_flags=256 ok2@local.example.test");
            q.await("dsn=4.3.2, status=undeliverable (Too many address verification requests)");
            mayEnd.countDown();
            q.await(first + ": removed");
            q.mail("", "trace_flags=256 ok3@local.example.test");
            q.await("to=<ok3@local.example.test>");
            assertThat(q.log)
                    .filteredOn(line -> line.contains("to=<ok3@"))
                    .allMatch(line -> line.contains("dsn=2.0.0"));
        }
    }
}
