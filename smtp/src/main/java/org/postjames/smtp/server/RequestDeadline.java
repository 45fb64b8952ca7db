package org.postjames.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * {@code smtpd_per_request_deadline}: the time in which a whole command, message or chunk must have arrived, where {@code smtpd_timeout} otherwise limits
 * each read. Content that arrives at {@code smtpd_min_data_rate} does not use it up. Only the time spent waiting for the client counts. // vstream.c
 */
final class RequestDeadline {
    /** Limits how long the next read may wait. */
    @FunctionalInterface
    interface Patience {
        void milliseconds(int most) throws IOException;
    }

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long whole;
    private final int minDataRate;
    private final Patience patience;
    private final LongSupplier nanoTime;
    private long left;
    private boolean content;

    /**
     * @param timeout in milliseconds
     * @param minDataRate in bytes per second
     * @param nanoTime as {@link System#nanoTime}
     */
    RequestDeadline(int timeout, int minDataRate, Patience patience, LongSupplier nanoTime) {
        this.whole = TimeUnit.MILLISECONDS.toNanos(timeout);
        this.left = whole;
        this.minDataRate = minDataRate;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /** From now on a command is awaited. */
    void command() {
        left = whole;
        content = false;
    }

    /** From now on a message or a chunk is awaited: each byte gives it time. */
    void content() {
        left = whole;
        content = true;
    }

    /**
     * Reads what is there, as {@link InputStream#read(byte[], int, int)}.
     *
     * @throws SocketTimeoutException when the time is over
     */
    int read(InputStream in, byte[] buffer, int offset, int length) throws IOException {
        if (left <= 0) {
            throw new SocketTimeoutException("deadline");
        }
        // Postfix differs: under TLS the deadline holds for each piece of a record, because the JDK's sockets wait in
        // it
        long seconds = (left + SECOND - 1) / SECOND; // vstream.c waits whole seconds
        patience.milliseconds((int) TimeUnit.SECONDS.toMillis(seconds));
        long before = nanoTime.getAsLong();
        int n = in.read(buffer, offset, length);
        left -= nanoTime.getAsLong() - before;
        if (content && n > 0) {
            left = Math.min(whole, left + n * SECOND / minDataRate);
        }
        return n;
    }
}
