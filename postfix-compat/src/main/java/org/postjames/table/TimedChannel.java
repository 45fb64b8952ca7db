package org.postjames.table;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A blocking TCP or Unix-domain connection with a time limit for each connect, read and write (zero: none); when it has passed, the connection is closed. Only the thread that
 * uses it waits: blocking channels have no time limits of their own, and waiting with a selector would hold a platform thread per connection. // timed_read(3)
 */
public final class TimedChannel implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final SocketChannel channel;
    private volatile Duration timeout;
    private volatile boolean expired;

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("connection-timeouts").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private TimedChannel(SocketChannel channel, Duration timeout) {
        this.channel = channel;
        this.timeout = timeout;
    }

    /** Connects to the first address that answers. @throws IOException of the last one, with the operating system's words; SocketTimeoutException if it took too long */
    public static TimedChannel open(List<SocketAddress> addresses, Duration timeout) throws IOException {
        IOException problem = new IOException("Cannot assign requested address");
        for (SocketAddress address : addresses) {
            try {
                return open(address, timeout);
            } catch (IOException e) {
                problem = e;
            }
        }
        throw problem;
    }

    private static TimedChannel open(SocketAddress address, Duration timeout) throws IOException {
        TimedChannel opened = new TimedChannel(SocketChannel.open(family(address)), timeout);
        try {
            opened.limited(() -> opened.channel.connect(address) ? 1 : 0);
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static ProtocolFamily family(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return StandardProtocolFamily.UNIX;
        }
        return ((InetSocketAddress) address).getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    private interface Operation {
        int run() throws IOException;
    }

    private int limited(Operation operation) throws IOException {
        if (timeout.isZero()) {
            return operation.run();
        }
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

    /** Another limit for what follows. */
    public void timeout(Duration limit) {
        timeout = limit;
    }

    /** Waits until there is something. @return how many bytes, or -1 at the end of input */
    public int read(ByteBuffer target) throws IOException {
        return limited(() -> channel.read(target));
    }

    /** What is there already. @return how many bytes, or -1 at the end of input */
    int readAvailable(ByteBuffer target) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(target);
        } finally {
            channel.configureBlocking(true);
        }
    }

    /** Writes all that remains; the limit is for each piece that the system takes. */
    public void write(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            limited(() -> channel.write(source));
        }
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
