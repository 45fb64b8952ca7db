package org.postjames.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.postjames.table.TimedChannel;

/** The bytes of a connection, over TCP or a Unix-domain socket. */
sealed interface Link {
    int read(byte[] target) throws IOException;

    void write(byte[] source, int offset, int length) throws IOException;

    /** How long a read may wait from now on. */
    void timeout(Duration limit) throws IOException;

    void close() throws IOException;

    /** TCP, with TLS or without; a write may wait forever: {@link WriteWatch}. */
    final class Tcp implements Link {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Tcp(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        Socket socket() {
            return socket;
        }

        @Override
        public int read(byte[] target) throws IOException {
            return in.read(target, 0, target.length);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
            out.flush();
        }

        @Override
        public void timeout(Duration limit) throws IOException {
            socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, limit.toMillis()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A Unix-domain socket. */
    final class Local implements Link {
        private final TimedChannel channel;

        Local(TimedChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(byte[] target) throws IOException {
            return channel.read(ByteBuffer.wrap(target));
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            channel.write(ByteBuffer.wrap(source, offset, length));
        }

        @Override
        public void timeout(Duration limit) {
            channel.timeout(limit);
        }

        @Override
        public void close() {
            channel.close();
        }
    }
}
