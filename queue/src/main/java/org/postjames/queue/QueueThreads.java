package org.postjames.queue;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads of the queue manager and of deliveries. */
final class QueueThreads {
    private static final Duration UNDISTURBED = Duration.ofMillis(1000);
    private static final Duration INTERRUPTED = Duration.ofMillis(500);

    private final ExecutorService virtual = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("qmgr-", 0).factory());
    private final ExecutorService files = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("delivery-", 0).factory());

    /** Threads for everything that belongs to no delivery, and for deliveries over the network. */
    Executor virtual() {
        return virtual;
    }

    /** @see DeliveryAgent#writesFiles */
    Executor delivery(boolean writesFiles) {
        return writesFiles ? files : virtual;
    }

    boolean stopping() {
        return virtual.isShutdown();
    }

    /**
     * Interrupts what runs; a delivery that is writing a file gets a moment to come to its end first, because an interrupt closes the file under its hands.
     *
     * @return whether all came to an end
     */
    boolean close() throws InterruptedException {
        virtual.shutdownNow();
        files.shutdown();
        boolean ended = files.awaitTermination(UNDISTURBED.toMillis(), TimeUnit.MILLISECONDS);
        files.shutdownNow();
        return virtual.awaitTermination(INTERRUPTED.toMillis(), TimeUnit.MILLISECONDS)
                && (ended || files.awaitTermination(INTERRUPTED.toMillis(), TimeUnit.MILLISECONDS));
    }
}
