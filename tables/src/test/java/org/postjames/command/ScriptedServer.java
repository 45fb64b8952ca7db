package org.postjames.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** A server on a free loopback port or a socket file that reads requests in one of two forms and answers each as a function says; null closes the connection. */
final class ScriptedServer implements AutoCloseable {
    /** Reads one request; null at the end. */
    interface Framing {
        String read(InputStream in) throws IOException;
    }

    private final ServerSocketChannel server;
    private final Framing framing;
    private final Function<String, String> answers;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Thread acceptor;
    private final List<SocketChannel> open = Collections.synchronizedList(new ArrayList<>());

    private ScriptedServer(SocketAddress address, Framing framing, Function<String, String> answers)
            throws IOException {
        this.server = address instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        this.server.bind(address);
        this.framing = framing;
        this.answers = answers;
        this.acceptor = Thread.ofPlatform().daemon().start(this::accept);
    }

    static ScriptedServer onPort(int port, Framing framing, Function<String, String> answers) throws IOException {
        return new ScriptedServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), framing, answers);
    }

    static ScriptedServer onFile(Path file, Framing framing, Function<String, String> answers) throws IOException {
        return new ScriptedServer(UnixDomainSocketAddress.of(file), framing, answers);
    }

    /** A port on which nobody listens. */
    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    static String line(InputStream in) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            out.append((char) c);
        }
        return out.toString();
    }

    static String netstring(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ':'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            length = length * 10 + c - '0';
        }
        String text = new String(in.readNBytes(length), ISO_8859_1);
        return in.read() == ',' ? text : null;
    }

    int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    /** What was asked until now. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                open.add(channel);
                Thread.ofPlatform().daemon().start(() -> serve(channel));
            }
        } catch (IOException e) {
            return; // closed
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            OutputStream out = Channels.newOutputStream(channel);
            for (String request = framing.read(in); request != null; request = framing.read(in)) {
                requests.add(request);
                String answer = answers.apply(request);
                if (answer == null) {
                    return;
                }
                out.write(answer.getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            return; // the client is gone, or we are
        }
    }

    /** Nobody is answered any more once this returns. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            acceptor.join(); // it may have taken one more connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SocketChannel channel : List.copyOf(open)) {
            channel.close();
        }
    }
}
