package org.postjames.smtp.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The socket of a session; after STARTTLS, the encrypted one around it. */
final class Connection implements Closeable {
    private final @Nullable Socket plain;
    private volatile @Nullable Socket socket;

    /** @param socket null for {@code sendmail -bs}, which has pipes */
    Connection(@Nullable Socket socket) {
        this.plain = socket;
        this.socket = socket;
    }

    /** The session's next read finds the end of input. */
    void endInput() {
        try {
            if (plain != null) {
                plain.shutdownInput();
            }
        } catch (IOException e) {
            return; // it is closed already
        }
    }

    /** Whether there is a client at the other end of a network connection. */
    boolean isNetwork() {
        return plain != null;
    }

    Socket socket() throws IOException {
        Socket open = socket;
        if (open == null) {
            throw new IOException("not a network connection");
        }
        return open;
    }

    void encrypted(Socket tls) {
        socket = tls;
    }

    @Override
    public void close() throws IOException {
        Socket open = socket;
        if (open != null) {
            open.close();
        }
    }
}
