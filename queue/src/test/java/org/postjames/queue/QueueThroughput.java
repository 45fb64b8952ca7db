package org.postjames.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.NewQueueFile;

/** Measures the queue alone: messages of 4 KiB from commit through the queue manager into an agent that does nothing. Arguments: directory, messages, writers. */
public final class QueueThroughput {
    private QueueThroughput() {}

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        int messages = Integer.parseInt(args[1]);
        int writers = Integer.parseInt(args[2]);
        String content = "Subject: test\n\n" + ("x".repeat(79) + "\n").repeat(51);
        for (int round = 0; round < 3; round++) {
            CountDownLatch done = new CountDownLatch(messages);
            DeliveryAgent agent = request -> {
                done.countDown();
                return List.of(RecipientStatus.of(
                        request.recipients().getFirst(), Outcome.SENT, "local", "2.0.0", "delivered to nowhere"));
            };
            try (TestQueue queue = new TestQueue(root, agent, Clock.systemUTC(), Map.of())) {
                queue.manager = new QueueManager(
                        queue.config,
                        queue.directories,
                        TestQueue::route,
                        agent,
                        (TestQueue.Sent) (s, r, u, t) -> {
                            throw new IOException("no notices here");
                        },
                        (p, s, t) -> {},
                        Clock.systemUTC());
                queue.manager.start();
                AtomicInteger left = new AtomicInteger(messages);
                long begin = System.nanoTime();
                for (int w = 0; w < writers; w++) {
                    Thread.ofVirtual().start(() -> {
                        try {
                            while (left.getAndDecrement() > 0) {
                                try (NewQueueFile file = queue.directories.create()) {
                                    TestQueue.write(file, "a@b.test", List.of("u@local.example.test"), content);
                                    file.commit(NewQueueFile.Placement.INCOMING);
                                }
                            }
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
                }
                done.await();
                double seconds = (System.nanoTime() - begin) / 1e9;
                System.out.printf("%d messages in %.2f s: %.0f msg/s%n", messages, seconds, messages / seconds);
            }
        }
    }
}
