package org.postjames.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The server's end of a Unix-domain connection, in a socket's clothes. A read that takes longer than the time limit ends with {@link SocketTimeoutException}; after it
 * nothing more can be read, while what is left to say can still be written.
 */
final class UnixSocket extends Socket {
    /** Blocking channels have no time limits of their own. */
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;
    private volatile int timeout;

    UnixSocket(SocketChannel channel) {
        super();
        this.channel = channel;
        this.in = new LimitedInput(Channels.newInputStream(channel));
        this.out = Channels.newOutputStream(channel);
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("unix-timeouts").daemon().factory());
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    private final class LimitedInput extends InputStream {
        private final InputStream plain;
        private volatile boolean expired;

        LimitedInput(InputStream plain) {
            super();
            this.plain = plain;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int limit = timeout;
            if (limit <= 0) {
                return plain.read(buffer, offset, length);
            }
            ScheduledFuture<?> timer = CLOCK.schedule(this::expire, limit, TimeUnit.MILLISECONDS);
            int count;
            try {
                count = plain.read(buffer, offset, length);
            } finally {
                timer.cancel(false);
            }
            if (count < 0 && expired) {
                throw new SocketTimeoutException("Read timed out");
            }
            return count;
        }

        private void expire() {
            expired = true;
            try {
                channel.shutdownInput();
            } catch (IOException e) {
                return; // it is closed already, and the read has ended
            }
        }

        @Override
        public int available() throws IOException {
            return plain.available();
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public UnixDomainSocketAddress getLocalSocketAddress() {
        try {
            return (UnixDomainSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            return UnixDomainSocketAddress.of("");
        }
    }

    /** Clients have no name. */
    @Override
    public UnixDomainSocketAddress getRemoteSocketAddress() {
        return UnixDomainSocketAddress.of("");
    }

    @Override
    @SuppressWarnings("NullAway") // Socket says null, too, of a socket that has no such address
    public InetAddress getInetAddress() {
        return null;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        timeout = milliseconds;
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
