package org.postjames.smtp.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket, and the server that gets its clients. The server can be replaced without closing the socket, so that nobody is refused while the
 * configuration changes. // master(8): listening sockets outlive the daemons
 */
public final class SmtpListener implements AutoCloseable {
    private static final int BACKLOG = 200;

    private final ServerSocket socket;
    private volatile SmtpServer server;

    /** Binds, and accepts from now on. */
    public SmtpListener(InetSocketAddress address, SmtpServer server) throws IOException {
        this(bound(address), server);
    }

    /** Binds a Unix-domain socket, and accepts from now on. */
    public SmtpListener(Path file, SmtpServer server) throws IOException {
        this(UnixListener.bound(file, BACKLOG), server);
    }

    SmtpListener(ServerSocket socket, SmtpServer server) {
        this.socket = socket;
        this.server = server;
        Thread.ofVirtual()
                .name("smtpd-accept-" + socket.getLocalSocketAddress())
                .start(this::accept);
    }

    private static ServerSocket bound(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    public SocketAddress address() {
        return socket.getLocalSocketAddress();
    }

    /** Clients that connect from now on are the next server's. @return the one that had it until now */
    SmtpServer serveWith(SmtpServer next) {
        SmtpServer earlier = server;
        server = next;
        return earlier;
    }

    private void accept() {
        while (!socket.isClosed()) {
            SmtpServer waiting = server;
            try {
                waiting.reserve();
                Socket client = accept(waiting);
                SmtpServer now = server;
                if (client == null || now != waiting) {
                    waiting.release();
                    if (client == null) {
                        continue;
                    }
                    now.reserve();
                }
                now.serve(client);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private @Nullable Socket accept(SmtpServer waiting) {
        try {
            return socket.accept();
        } catch (IOException e) {
            if (!socket.isClosed()) {
                waiting.warn("accept connection: " + e.getMessage());
            }
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
