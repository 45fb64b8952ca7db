package org.postjames.smtp.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Unix-domain socket that listens, in a server socket's clothes. Everybody may connect who may enter its directory. // master(8), unix_listen.c: mode 0666
 */
public final class UnixListener extends ServerSocket {
    private final Path file;
    private final ServerSocketChannel channel;

    private UnixListener(Path file, ServerSocketChannel channel) throws IOException {
        super();
        this.file = file;
        this.channel = channel;
    }

    /** Binds, and takes the place of a socket that an earlier server left. */
    public static UnixListener bound(Path file, int backlog) throws IOException {
        Files.deleteIfExists(file);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(file), backlog);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            return new UnixListener(file, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Socket accept() throws IOException {
        return new UnixSocket(channel.accept());
    }

    @Override
    public UnixDomainSocketAddress getLocalSocketAddress() {
        return UnixDomainSocketAddress.of(file);
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        // ServerSocket's own constructor does not open anything that would have to be closed
        if (channel.isOpen()) {
            channel.close();
            Files.deleteIfExists(file);
        }
    }
}
