package org.postjames.server.mailet;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.mail.MessagingException;

/**
 * The threads that mailets run on. They are the operating system's, because a mailet that computes for long would keep a virtual thread's carrier, and
 * with it other people's sessions. A mailet that is not done within the time limit is interrupted and no longer waited for; when many of them do not
 * even heed the interrupt, no more are started, so that they cannot use up the host's threads.
 */
final class MailetThreads {
    /** How many threads may be lost to mailets that never end. */
    static final int MOST_LOST = 100;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("mailet-", 0).factory());

    private final Duration limit;
    private final AtomicInteger lost = new AtomicInteger();

    /** @param limit how long one message may take at one processor; zero means for ever */
    MailetThreads(Duration limit) {
        this.limit = limit;
    }

    /** A mailet's work. */
    interface Work {
        void run() throws MessagingException;
    }

    /** Work that knows whether somebody still waits for it. */
    private final class Attempt implements Callable<Void> {
        private final Work work;
        private boolean begun;
        private boolean ended;
        private boolean given;

        Attempt(Work work) {
            this.work = work;
        }

        @Override
        public Void call() throws MessagingException {
            begin();
            try {
                work.run();
                return null;
            } finally {
                end();
            }
        }

        private synchronized void begin() {
            begun = true;
        }

        private synchronized void end() {
            ended = true;
            if (given) {
                lost.decrementAndGet();
            }
        }

        synchronized void giveUp() {
            if (begun && !ended) {
                given = true;
                lost.incrementAndGet();
            }
        }
    }

    /**
     * Runs the work elsewhere and waits for its end; an interrupt reaches it.
     *
     * @throws MessagingException also when the time is up, or when too many before it have not ended
     */
    void run(Work work) throws MessagingException {
        if (lost.get() >= MOST_LOST) {
            throw new MessagingException(MOST_LOST + " mailets have not ended after their time limit");
        }
        Attempt attempt = new Attempt(work);
        Future<?> running = THREADS.submit(attempt);
        try {
            if (limit.isZero()) {
                running.get();
            } else {
                running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException e) {
            attempt.giveUp();
            running.cancel(true);
            throw new MessagingException("no end after " + limit.toSeconds() + "s");
        } catch (InterruptedException e) {
            attempt.giveUp();
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
