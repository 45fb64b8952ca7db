package org.postjames.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.sql.Connection;
import java.sql.SQLException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Sockets that connect to a file, whatever address they are told. JDBC drivers find it by its name. */
public final class UnixSocketFactory extends SocketFactory {
    private static final ScopedValue<String> FILE = ScopedValue.newInstance();

    private final String file;

    /** For a driver that passes no argument: within {@link #through}. */
    public UnixSocketFactory() {
        this(FILE.orElse(""));
    }

    public UnixSocketFactory(String file) {
        super();
        this.file = file;
    }

    /** Connects with sockets to this file. */
    static Connection through(String file, SqlHost.Connector connector) throws SQLException {
        return ScopedValue.where(FILE, file).call(connector::connect);
    }

    @Override
    public Socket createSocket() {
        return new UnixSocket(file);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return connected();
    }

    private Socket connected() throws IOException {
        UnixSocket socket = new UnixSocket(file);
        socket.connect(UnixDomainSocketAddress.of(file), 0);
        return socket;
    }

    /** A channel in a socket's clothes. Time limits are not kept: who listens on a file of this host answers or is gone. */
    private static final class UnixSocket extends Socket {
        private final String file;
        private volatile @Nullable SocketChannel channel;
        private volatile boolean closed;

        UnixSocket(String file) {
            super();
            this.file = file;
        }

        private SocketChannel open() throws IOException {
            SocketChannel known = channel;
            if (known == null) {
                throw new IOException("not connected");
            }
            return known;
        }

        @Override
        public void connect(SocketAddress address) throws IOException {
            connect(address, 0);
        }

        @Override
        public void connect(SocketAddress address, int timeout) throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(file));
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return Channels.newInputStream(open());
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return Channels.newOutputStream(open());
        }

        @Override
        public boolean isConnected() {
            return channel != null;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        public void setSoTimeout(int timeout) {}

        @Override
        public int getSoTimeout() {
            return 0;
        }

        @Override
        public void setTcpNoDelay(boolean on) {}

        @Override
        public boolean getTcpNoDelay() {
            return true;
        }

        @Override
        public void setKeepAlive(boolean on) {}

        @Override
        public void setSendBufferSize(int size) {}

        @Override
        public int getSendBufferSize() {
            return 65_536;
        }

        @Override
        public void setReceiveBufferSize(int size) {}

        @Override
        public void setSoLinger(boolean on, int linger) {}

        @Override
        public void close() throws IOException {
            closed = true;
            SocketChannel known = channel;
            if (known != null) {
                known.close();
            }
        }
    }
}
