package org.postjames.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A connection to another program of the mail system: a server of lookup results, of policies, of authentication. Each single operation has the time limit. Not for several threads at once. */
public final class ServiceConnection implements AutoCloseable {
    /** What {@link #read} returns when the server has closed the connection. */
    public static final int END = -1;

    private final TimedChannel channel;
    private final long openedNanos = System.nanoTime();
    private final ByteBuffer in = ByteBuffer.allocate(4096).flip();
    private long usedNanos = openedNanos;

    private ServiceConnection(TimedChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException of the last address that was tried, with the operating system's words */
    public static ServiceConnection open(ServiceAddress address, Duration timeout) throws IOException {
        return new ServiceConnection(TimedChannel.open(address.resolve(), timeout));
    }

    public void write(byte[] bytes) throws IOException {
        channel.write(ByteBuffer.wrap(bytes));
    }

    /** The next byte, or {@link #END}. */
    public int read() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                return END;
            }
        }
        usedNanos = System.nanoTime();
        return in.get() & 0xff;
    }

    /** Whether there is something to read although nothing was asked: the other end has gone, or talks out of turn. */
    public boolean isReadable() {
        if (in.hasRemaining()) {
            return true;
        }
        in.clear();
        try {
            return channel.readAvailable(in) != 0;
        } catch (IOException e) {
            return true; // reading would fail as well
        } finally {
            in.flip();
        }
    }

    boolean isFresh(Duration maximumIdle, Duration maximumAge) {
        long now = System.nanoTime();
        return now - usedNanos < maximumIdle.toNanos() && now - openedNanos < maximumAge.toNanos();
    }

    @Override
    public void close() {
        channel.close();
    }
}
