package org.postjames.table;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A connection to another program of the mail system: a server of lookup results, of policies, of authentication. Each single operation has the time limit. Not for several threads at once. */
public final class ServiceConnection implements AutoCloseable {
    /** What {@link #read} returns when the server has closed the connection. */
    public static final int END = -1;

    private final SocketChannel channel;
    private final Selector selector;
    private final Duration timeout;
    private final long openedNanos = System.nanoTime();
    private final ByteBuffer in = ByteBuffer.allocate(4096).flip();
    private long usedNanos = openedNanos;

    private ServiceConnection(SocketChannel channel, Selector selector, Duration timeout) {
        this.channel = channel;
        this.selector = selector;
        this.timeout = timeout;
    }

    /** @throws IOException of the last address that was tried, with the operating system's words */
    public static ServiceConnection open(ServiceAddress address, Duration timeout) throws IOException {
        IOException problem = new IOException("Cannot assign requested address");
        for (SocketAddress one : address.resolve()) {
            try {
                return open(one, timeout);
            } catch (IOException e) {
                problem = e;
            }
        }
        throw problem;
    }

    private static ServiceConnection open(SocketAddress address, Duration timeout) throws IOException {
        SocketChannel channel = SocketChannel.open(
                address instanceof java.net.UnixDomainSocketAddress
                        ? java.net.StandardProtocolFamily.UNIX
                        : ((java.net.InetSocketAddress) address).getAddress() instanceof java.net.Inet6Address
                                ? java.net.StandardProtocolFamily.INET6
                                : java.net.StandardProtocolFamily.INET);
        Selector selector = null;
        try {
            channel.configureBlocking(false);
            selector = Selector.open();
            channel.register(selector, 0);
            ServiceConnection connection = new ServiceConnection(channel, selector, timeout);
            if (!channel.connect(address)) {
                do {
                    connection.await(SelectionKey.OP_CONNECT);
                } while (!channel.finishConnect());
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (selector != null) {
                selector.close();
            }
            throw e;
        }
    }

    private void await(int operation) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        selector.selectedKeys().clear();
        if (selector.select(timeout.toMillis()) == 0) {
            throw new SocketTimeoutException("Connection timed out");
        }
    }

    public void write(byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        channel.write(rest);
        while (rest.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            channel.write(rest);
        }
    }

    /** The next byte, or {@link #END}. */
    public int read() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            int count = channel.read(in);
            while (count == 0) {
                await(SelectionKey.OP_READ);
                count = channel.read(in);
            }
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
        try {
            channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
            selector.selectedKeys().clear();
            return selector.selectNow() > 0;
        } catch (IOException e) {
            return true; // reading would fail as well
        }
    }

    boolean isFresh(Duration maximumIdle, Duration maximumAge) {
        long now = System.nanoTime();
        return now - usedNanos < maximumIdle.toNanos() && now - openedNanos < maximumAge.toNanos();
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            selector.wakeup();
        } catch (IOException e) {
            // nobody waits for what it had to say
            return;
        }
    }
}
