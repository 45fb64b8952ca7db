package org.postjames.smtp.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A connection to a before-queue filter, by lines. What is written is kept until an answer is wanted or there is much of it. Each connect, read and write has the
 * time limit: when it has passed, the connection is closed. Only the session's own thread waits. // smtp_stream.c
 */
final class FilterConnection implements AutoCloseable {
    private static final int BUFFER = 8192;
    /** Blocking channels have no time limits of their own, and waiting with a selector would hold a platform thread per session. */
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final SocketChannel channel;
    private final Duration timeout;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private volatile boolean expired;
    private boolean cut;

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("proxy-timeouts").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private FilterConnection(SocketChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /** Connects to the first address that answers. @throws IOException of the last one */
    static FilterConnection open(List<SocketAddress> addresses, Duration timeout) throws IOException {
        IOException problem = new IOException("Cannot assign requested address");
        for (SocketAddress address : addresses) {
            SocketChannel channel = address instanceof java.net.UnixDomainSocketAddress
                    ? SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
            FilterConnection connection = new FilterConnection(channel, timeout);
            try {
                connection.limited(() -> channel.connect(address) ? 1 : 0);
                return connection;
            } catch (IOException e) {
                connection.close();
                problem = e;
            }
        }
        throw problem;
    }

    private interface Operation {
        int run() throws IOException;
    }

    private int limited(Operation operation) throws IOException {
        ScheduledFuture<?> limit = CLOCK.schedule(this::expire, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return operation.run();
        } catch (ClosedChannelException e) {
            throw expired ? new SocketTimeoutException("Connection timed out") : e;
        } finally {
            limit.cancel(false);
        }
    }

    private void expire() {
        expired = true;
        close();
    }

    /** Text whose characters are bytes, and a line end. */
    void writeLine(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes, 0, bytes.length);
        lineEnd();
    }

    void lineEnd() throws IOException {
        put((byte) '\r');
        put((byte) '\n');
    }

    void put(byte octet) throws IOException {
        if (!out.hasRemaining()) {
            flush();
        }
        out.put(octet);
    }

    void write(byte[] data, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (!out.hasRemaining()) {
                flush();
            }
            int count = Math.min(length - done, out.remaining());
            out.put(data, offset + done, count);
            done += count;
        }
    }

    void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            limited(() -> channel.write(out));
        }
        out.clear();
    }

    /**
     * The next line without its line end; of what is longer than {@code max} bytes, the beginning: {@link #lineWasCut}.
     *
     * @throws LostConnectionException at the end of input
     */
    String readLine(int max) throws IOException {
        StringBuilder line = new StringBuilder(80);
        cut = false;
        while (true) {
            if (!in.hasRemaining()) {
                flush();
                in.clear();
                int count = limited(() -> channel.read(in));
                in.flip();
                if (count < 0) {
                    throw new LostConnectionException();
                }
            }
            char octet = (char) (in.get() & 0xff);
            if (octet == '\n') {
                int end = line.length();
                while (!cut && end > 0 && line.charAt(end - 1) == '\r') {
                    end--;
                }
                line.setLength(end);
                return line.toString();
            }
            if (line.length() < max) {
                line.append(octet);
            } else {
                cut = true;
            }
        }
    }

    boolean lineWasCut() {
        return cut;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return; // it is closed, and nobody waits for what it had to say
        }
    }
}
