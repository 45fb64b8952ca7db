package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** A queue manager takes the place of another that is delivering, as at {@code postfix reload}. */
@Timeout(60)
class QueueHandoverTest {
    /** One delivery after the other, each with two recipients at the most. */
    private static final Map<String, String> PAIRS = Map.of(
            "smtp_destination_concurrency_limit", "1",
            "initial_destination_concurrency", "1",
            "smtp_destination_recipient_limit", "2");

    @TempDir
    Path root;

    /** An agent that notes whom it got mail for, and delivers each request when it is allowed to. */
    private static final class Agent implements DeliveryAgent {
        final List<String> recipients = new CopyOnWriteArrayList<>();
        final Semaphore begun = new Semaphore(0);
        final CountDownLatch mayEnd;

        Agent(boolean atOnce) {
            mayEnd = new CountDownLatch(atOnce ? 0 : 1);
        }

        @Override
        public List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
            List<RecipientStatus> statuses = new ArrayList<>();
            for (Recipient r : request.recipients()) {
                String local = r.address().localPart();
                recipients.add(local);
                statuses.add(
                        local.startsWith("no")
                                ? RecipientStatus.of(r, Outcome.BOUNCED, "none", "5.1.1", "unknown user")
                                : RecipientStatus.of(r, Outcome.SENT, "none", "2.0.0", "taken"));
            }
            begun.release();
            mayEnd.await();
            return statuses;
        }
    }

    private TestQueue queue(DeliveryAgent agent, Map<String, String> settings) throws IOException {
        return new TestQueue(root, agent, Clock.systemUTC(), settings);
    }

    private static TestQueue.Notice notice(TestQueue q) {
        return q.notices.getFirst();
    }

    @Test
    void deliveryUnderWayShouldEndWhereItBegan() throws Exception {
        Agent before = new Agent(false);
        Agent after = new Agent(true);
        try (TestQueue old = queue(before, Map.of());
                TestQueue next = queue(after, Map.of())) {
            old.manager.start();
            QueueId id = old.mail("a@b.test", "slow@smtp.example.test");
            before.begun.acquire();
            next.manager.takeOver(old.manager);
            assertThat(old.files("active")).containsExactly(id.text());
            next.await(next.mail("a@b.test", "quick@smtp.example.test") + ": removed");
            before.mayEnd.countDown();
            old.manager.awaitEnd();
            assertThat(old.log).anyMatch(line -> line.endsWith(id + ": removed"));
            assertThat(before.recipients).containsExactly("slow");
            assertThat(after.recipients).containsExactly("quick");
        }
    }

    @Test
    void deliveriesThatHaveNotBegunShouldBeTheSuccessors() throws Exception {
        Agent before = new Agent(false);
        Agent after = new Agent(true);
        try (TestQueue old = queue(before, PAIRS);
                TestQueue next = queue(after, PAIRS)) {
            old.manager.start();
            QueueId id =
                    old.mail("a@b.test", "one@smtp.example.test", "two@smtp.example.test", "three@smtp.example.test");
            before.begun.acquire();
            next.manager.takeOver(old.manager);
            before.mayEnd.countDown();
            next.await(id + ": removed");
            old.manager.awaitEnd();
            assertThat(before.recipients).containsExactly("one", "three");
            assertThat(after.recipients).containsExactly("two");
            assertThat(old.files("active")).isEmpty();
            assertThat(old.files("incoming")).isEmpty();
        }
    }

    @Test
    void bounceOfADeliveryUnderWayShouldBeToldByTheSuccessor() throws Exception {
        Agent before = new Agent(false);
        Agent after = new Agent(true);
        try (TestQueue old = queue(before, PAIRS);
                TestQueue next = queue(after, PAIRS)) {
            old.manager.start();
            QueueId id = old.mail(
                    "a@b.test", "nobody@smtp.example.test", "two@smtp.example.test", "three@smtp.example.test");
            before.begun.acquire();
            next.manager.takeOver(old.manager);
            before.mayEnd.countDown();
            next.await(id + ": removed");
            assertThat(old.notices).isEmpty();
            assertThat(next.notices).hasSize(1);
            assertThat(notice(next).recipient()).hasToString("a@b.test");
            assertThat(notice(next).text()).contains("<nobody@smtp.example.test>: unknown user");
            assertThat(old.files("bounce")).isEmpty();
        }
    }

    @Test
    void mailThatWaitsForItsTurnShouldBeTheSuccessors() throws Exception {
        Agent before = new Agent(false);
        Agent after = new Agent(true);
        try (TestQueue old = queue(before, Map.of("qmgr_message_active_limit", "1"));
                TestQueue next = queue(after, Map.of())) {
            old.manager.start();
            old.mail("a@b.test", "first@smtp.example.test");
            before.begun.acquire();
            QueueId waiting = old.mail("a@b.test", "second@smtp.example.test");
            next.manager.takeOver(old.manager);
            next.await(waiting + ": removed");
            before.mayEnd.countDown();
            old.manager.awaitEnd();
            assertThat(before.recipients).containsExactly("first");
            assertThat(after.recipients).containsExactly("second");
        }
    }

    @Test
    void mailOfEarlierSessionsShouldGoToTheLatestSuccessor() throws Exception {
        Agent first = new Agent(false);
        Agent second = new Agent(false);
        Agent third = new Agent(true);
        try (TestQueue a = queue(first, Map.of());
                TestQueue b = queue(second, Map.of());
                TestQueue c = queue(third, Map.of())) {
            a.manager.start();
            a.mail("a@b.test", "one@smtp.example.test");
            first.begun.acquire();
            b.manager.takeOver(a.manager);
            b.mail("a@b.test", "two@smtp.example.test");
            second.begun.acquire();
            c.manager.takeOver(b.manager);
            c.await(a.mail("a@b.test", "three@smtp.example.test") + ": removed");
            first.mayEnd.countDown();
            second.mayEnd.countDown();
            a.manager.awaitEnd();
            b.manager.awaitEnd();
            assertThat(first.recipients).containsExactly("one");
            assertThat(second.recipients).containsExactly("two");
            assertThat(third.recipients).containsExactly("three");
            assertThat(a.files("active")).isEmpty();
        }
    }

    @Test
    void fileThatNobodyDeliversShouldBeTakenUp() throws Exception {
        Agent after = new Agent(true);
        try (TestQueue old = queue(new Agent(true), Map.of());
                TestQueue next = queue(after, Map.of())) {
            old.manager.start();
            // as a failed rename would leave it
            QueueId id = put(next, QueueLayout.ACTIVE, "left");
            next.manager.takeOver(old.manager);
            next.await(id + ": removed");
            assertThat(after.recipients).containsExactly("left");
        }
    }

    private static QueueId put(TestQueue q, String queue, String recipient) throws IOException {
        QueueId id;
        try (var file = q.directories.create()) {
            TestQueue.write(file, "a@b.test", List.of(recipient + "@smtp.example.test"), "Subject: x\n");
            file.commit(NewQueueFile.Placement.HOLD);
            id = file.id();
        }
        assertThat(q.directories.move(id, QueueLayout.HOLD, queue)).isTrue();
        return id;
    }

    @Test
    void flushThatTheEarlierOneIsAskedForShouldBeTheSuccessors() throws Exception {
        Agent after = new Agent(true);
        try (TestQueue old = queue(new Agent(true), Map.of());
                TestQueue next = queue(after, Map.of())) {
            old.manager.start();
            next.manager.takeOver(old.manager);
            QueueId id = put(next, QueueLayout.DEFERRED, "late");
            Files.setLastModifiedTime(
                    next.directories.layout().path(QueueLayout.DEFERRED, id),
                    FileTime.from(Instant.now().plus(Duration.ofDays(1))));
            old.manager.flush();
            next.await(id + ": removed");
            assertThat(after.recipients).containsExactly("late");
        }
    }

    @Test
    void everyMessageShouldBeDeliveredOnceWhileManagersChange() throws Exception {
        List<TestQueue> queues = new ArrayList<>();
        List<String> delivered = new CopyOnWriteArrayList<>();
        DeliveryAgent agent = request -> {
            Thread.yield();
            List<RecipientStatus> statuses = new ArrayList<>();
            for (Recipient r : request.recipients()) {
                delivered.add(r.address().localPart());
                statuses.add(RecipientStatus.of(r, Outcome.SENT, "none", "2.0.0", "taken"));
            }
            return statuses;
        };
        Map<String, String> settings = Map.of("qmgr_message_active_limit", "20");
        List<String> expected = new ArrayList<>();
        List<QueueId> ids = new ArrayList<>();
        try {
            queues.add(queue(agent, settings));
            queues.getFirst().manager.start();
            for (int i = 0; i < 400; i++) {
                // sessions of any configuration commit mail
                TestQueue through = queues.get(i % queues.size());
                ids.add(through.mail("a@b.test", "x" + i + "@smtp.one.test", "y" + i + "@local.two.test"));
                expected.add("x" + i);
                expected.add("y" + i);
                if (i % 50 == 49) {
                    TestQueue next = queue(agent, settings);
                    next.manager.takeOver(queues.getLast().manager);
                    queues.add(next);
                }
            }
            for (TestQueue q : queues.subList(0, queues.size() - 1)) {
                q.manager.awaitEnd();
            }
            for (QueueId id : ids) {
                awaitRemoved(queues, id);
            }
            assertThat(delivered).containsExactlyInAnyOrderElementsOf(expected);
        } finally {
            queues.forEach(TestQueue::close);
        }
    }

    private static void awaitRemoved(List<TestQueue> queues, QueueId id) {
        while (queues.stream().noneMatch(q -> q.log.stream().anyMatch(line -> line.endsWith(id + ": removed")))) {
            Thread.onSpinWait();
        }
    }
}
