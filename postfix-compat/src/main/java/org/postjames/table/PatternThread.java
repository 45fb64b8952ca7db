package org.postjames.table;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postjames.table.CompiledPattern.PatternFailure;

/** Runs what the C library does with one pattern where it may recurse deeply and take long: on a thread with a large stack, for which its caller does not wait forever. */
final class PatternThread {
    // Postfix differs: a search of regexp: that takes more than ten seconds counts as no match, with a warning, because
    // the C library knows no limit; Postfix's watchdog(3) ends the whole program after five hours
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Duration limit;
    private volatile @Nullable FutureTask<?> givenUp;

    PatternThread() {
        this(LIMIT);
    }

    PatternThread(Duration limit) {
        this.limit = limit;
    }

    /** @throws PatternFailure if it takes too long, or if an earlier call that did still runs: so one thread at most is lost to a pattern */
    <T> T run(long stack, Callable<T> work) throws PatternFailure {
        FutureTask<?> earlier = givenUp;
        if (earlier != null && !earlier.isDone()) {
            throw new PatternFailure("an earlier search still runs");
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, "pattern", stack);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            givenUp = task;
            throw new PatternFailure("search given up after " + limit.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            givenUp = task;
            Thread.currentThread().interrupt();
            throw new PatternFailure("search interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PatternFailure failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        }
    }
}
