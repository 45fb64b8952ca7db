package org.postjames.smtp.client;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Idle connections by destination, kept for {@code smtp_connection_cache_time_limit}. // scache(8) */
final class ConnectionCache implements AutoCloseable {
    private record Idle(SmtpConnection connection, long expiresNanos) {}

    private final Map<String, Deque<Idle>> idle = new ConcurrentHashMap<>();
    private final ScheduledExecutorService reaper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("smtp-cache").factory());
    private final long keepNanos;
    private volatile boolean closed;

    ConnectionCache(long keepNanos) {
        this.keepNanos = keepNanos;
        long pause = Math.max(TimeUnit.MILLISECONDS.toNanos(50), keepNanos / 2);
        reaper.scheduleWithFixedDelay(() -> expire(System.nanoTime()), pause, pause, TimeUnit.NANOSECONDS);
    }

    /** The connection that was used last, or null. The caller owns it now. */
    @Nullable
    SmtpConnection take(String destination) {
        Deque<Idle> deque = idle.get(destination);
        if (deque == null) {
            return null;
        }
        Idle found;
        synchronized (deque) {
            found = deque.pollLast();
        }
        return found == null ? null : found.connection();
    }

    void put(String destination, SmtpConnection connection) {
        Deque<Idle> deque = idle.computeIfAbsent(destination, key -> new ArrayDeque<>());
        synchronized (deque) {
            if (!closed) {
                deque.addLast(new Idle(connection, System.nanoTime() + keepNanos));
                return;
            }
        }
        leave(connection);
    }

    private void expire(long now) {
        for (Map.Entry<String, Deque<Idle>> entry : idle.entrySet()) {
            Deque<Idle> expired = new ArrayDeque<>();
            synchronized (entry.getValue()) {
                for (Iterator<Idle> i = entry.getValue().iterator(); i.hasNext(); ) {
                    Idle candidate = i.next();
                    if (candidate.expiresNanos() - now <= 0) {
                        i.remove();
                        expired.add(candidate);
                    }
                }
            }
            expired.forEach(e -> leave(e.connection()));
        }
    }

    /** Says QUIT and does not wait for the answer. */
    static void leave(SmtpConnection connection) {
        try {
            if (!connection.quit) {
                connection.command("QUIT");
                connection.flush();
            }
        } catch (IOException e) {
            connection.reusable = false; // the server left first
        } finally {
            connection.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        reaper.shutdownNow();
        expire(System.nanoTime() + keepNanos + 1);
    }
}
