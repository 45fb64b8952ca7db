package org.postjames.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A policy server that answers what its script says and keeps what it was asked. A script line is {@code NAME=VALUE … => ANSWER}: the first line all of whose
 * attributes the question has wins. {@code |} in an answer separates lines; an empty line ends it. {@code CLOSE} closes instead of answering,
 * {@code SILENT} answers nothing, {@code CLOSE TEXT} sends the text as it is, closes. Whatever the script does not say is {@code action=DUNNO}. A line {@code COUNT} writes down
 * the number of connections as well, {@code QUIET} no questions.
 */
final class PolicyServer implements AutoCloseable {
    private final List<String> script;
    private final ServerSocketChannel tcp;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<SocketChannel> connections = new ArrayList<>();
    private final StringBuilder received = new StringBuilder();

    PolicyServer(List<String> script) throws IOException {
        this.script = List.copyOf(script);
        this.tcp = ServerSocketChannel.open();
        tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        accept(tcp);
    }

    int port() {
        return tcp.socket().getLocalPort();
    }

    /** Listens there as well, for everybody. */
    void listen(Path socket) throws IOException {
        ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        unix.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        accept(unix);
    }

    /** Every question, in the order in which they came. */
    synchronized String received() {
        return script.contains("COUNT") ? received + "connections: " + connections.size() + "\n" : received.toString();
    }

    private synchronized void accept(ServerSocketChannel listener) {
        listeners.add(listener);
        Thread.ofVirtual().start(() -> {
            while (listener.isOpen()) {
                try {
                    SocketChannel connection = listener.accept();
                    synchronized (this) {
                        connections.add(connection);
                    }
                    Thread.ofVirtual().start(() -> talk(connection));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void talk(SocketChannel connection) {
        try (connection) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(connection), StandardCharsets.ISO_8859_1));
            Map<String, String> question = new TreeMap<>();
            StringBuilder text = new StringBuilder();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                text.append(line).append('\n');
                if (!line.isEmpty()) {
                    String[] nameAndValue = line.split("=", 2);
                    question.put(nameAndValue[0], nameAndValue[nameAndValue.length - 1]);
                    continue;
                }
                if (!script.contains("QUIET")) {
                    synchronized (this) {
                        received.append(text);
                    }
                }
                if (!answer(connection, reply(question))) {
                    return;
                }
                question.clear();
                text.setLength(0);
            }
        } catch (ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            synchronized (this) {
                received.append("<").append(e.getMessage()).append(">\n");
            }
        }
    }

    private String reply(Map<String, String> question) {
        for (String rule : script) {
            String[] sides = rule.split(" *=> ", 2);
            if (sides.length == 2
                    && List.of(sides[0].split(" ")).stream()
                            .filter(condition -> !condition.isEmpty())
                            .allMatch(condition -> condition
                                    .substring(condition.indexOf('=') + 1)
                                    .equals(question.get(condition.substring(0, condition.indexOf('=')))))) {
                return sides[1];
            }
        }
        return "action=DUNNO";
    }

    private static boolean answer(SocketChannel connection, String reply) throws IOException {
        if (reply.equals("SILENT")) {
            return true;
        }
        boolean closes = reply.startsWith("CLOSE");
        String text = closes ? reply.substring(5).stripLeading() : reply + "\n\n";
        connection.write(
                ByteBuffer.wrap(SmtpDialogue.unescape(text.replace('|', '\n')).getBytes(StandardCharsets.ISO_8859_1)));
        return !closes;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            for (ServerSocketChannel listener : listeners) {
                listener.close();
            }
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
    }
}
