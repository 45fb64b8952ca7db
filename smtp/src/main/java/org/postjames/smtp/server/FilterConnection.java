package org.postjames.smtp.server;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.postjames.table.TimedChannel;

/**
 * A connection to a before-queue filter, by lines. What is written is kept until an answer is wanted or there is much of it. Each connect, read and write has the
 * time limit: when it has passed, the connection is closed. Only the session's own thread waits. // smtp_stream.c
 */
final class FilterConnection implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final TimedChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
    private boolean cut;

    private FilterConnection(TimedChannel channel) {
        this.channel = channel;
    }

    /** Connects to the first address that answers. @throws IOException of the last one */
    static FilterConnection open(List<SocketAddress> addresses, Duration timeout) throws IOException {
        return new FilterConnection(TimedChannel.open(addresses, timeout));
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
        channel.write(out);
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
                int count = channel.read(in);
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
        channel.close();
    }
}
