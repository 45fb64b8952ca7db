package org.postjames.server.mailet;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.mail.MessagingException;

/**
 * The threads that mailets run on. They are the operating system's, because a mailet that computes for long would keep a virtual thread's carrier, and
 * with it other people's sessions.
 */
final class MailetThreads {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("mailet-", 0).factory());

    private MailetThreads() {}

    /** A mailet's work. */
    interface Work {
        void run() throws MessagingException;
    }

    /** Runs the work elsewhere and waits for its end; an interrupt reaches it. */
    static void run(Work work) throws MessagingException {
        Future<?> running = THREADS.submit(() -> {
            work.run();
            return null;
        });
        try {
            running.get();
        } catch (InterruptedException e) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new MessagingException("stopped", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case MessagingException failed -> throw failed;
                case RuntimeException failed -> throw failed;
                case Error failed -> throw failed;
                case null, default -> throw new MessagingException("a mailet failed", e);
            }
        }
    }
}
