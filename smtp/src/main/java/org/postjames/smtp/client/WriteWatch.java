package org.postjames.smtp.client;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes connections whose server stops reading content: blocking sockets have no write timeout of their own. */
final class WriteWatch implements AutoCloseable {
    private static final long LOOK_SECONDS = 1;

    private final Map<SmtpConnection, Long> limits = new ConcurrentHashMap<>();
    private final Map<SmtpConnection, Boolean> expired = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("smtp-watch").factory());

    WriteWatch() {
        clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    void start(SmtpConnection connection, Duration limit) {
        limits.put(connection, limit.toNanos());
    }

    void stop(SmtpConnection connection) {
        limits.remove(connection);
    }

    /** Whether the connection was closed here; asked once. */
    boolean expired(SmtpConnection connection) {
        return expired.remove(connection) != null;
    }

    private void look() {
        long now = System.nanoTime();
        limits.forEach((connection, limit) -> {
            if (now - connection.progressNanos() > limit) {
                expired.put(connection, Boolean.TRUE);
                limits.remove(connection);
                connection.close();
            }
        });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
