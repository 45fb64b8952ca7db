package org.postjames.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A next hop that answers what its script says and keeps what it was sent. A script line is {@code VERB[ TEXT]=REPLY}: the first line whose verb (and text,
 * if any, anywhere in the command) matches wins; {@code BANNER}, {@code EOM} (after the final dot) and {@code CLOSE} as a reply are known too; {@code |}
 * in a reply separates lines. Whatever the script does not say is accepted. A client that says LHLO gets a reply for each recipient after the final dot:
 * {@code EOM} looks at their RCPT then.
 */
final class SmtpSink implements AutoCloseable {
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final int port;
    private final List<String> script;
    private final Taking taking;
    private final StringBuilder received = new StringBuilder();
    private final List<SocketChannel> sockets = new ArrayList<>();

    SmtpSink(List<String> script) throws IOException {
        this(0, script);
    }

    /** @param port 0 for any that is free */
    SmtpSink(int port, List<String> script) throws IOException {
        this(port, script, message -> {});
    }

    /** What happens between a message's final dot and the reply. */
    interface Taking {
        void message(String text) throws InterruptedException;
    }

    SmtpSink(int port, List<String> script, Taking taking) throws IOException {
        this.taking = taking;
        this.script = List.copyOf(script);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        this.port = listener.socket().getLocalPort();
        listen(listener);
    }

    int port() {
        return port;
    }

    /** Listens on a Unix-domain socket as well. */
    void listen(Path socket) throws IOException {
        ServerSocketChannel unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        unix.bind(UnixDomainSocketAddress.of(socket));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        listen(unix);
    }

    private void listen(ServerSocketChannel listener) {
        synchronized (this) {
            listeners.add(listener);
        }
        Thread.ofVirtual().start(() -> accept(listener));
    }

    /** Everything that clients said, session after session. */
    synchronized String received() {
        return received.toString();
    }

    private void accept(ServerSocketChannel listener) {
        while (listener.isOpen()) {
            try {
                SocketChannel socket = listener.accept();
                synchronized (this) {
                    sockets.add(socket);
                }
                Thread.ofVirtual().start(() -> session(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void session(SocketChannel socket) {
        StringBuilder said = new StringBuilder();
        List<String> accepted = new ArrayList<>();
        boolean lmtp = false;
        try (socket) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(socket), StandardCharsets.ISO_8859_1));
            OutputStream out = Channels.newOutputStream(socket);
            boolean open = answer(out, "BANNER", "", "220 sink.example.test ESMTP");
            while (open) {
                String line = in.readLine();
                if (line == null) {
                    break;
                }
                said.append(line).append('\n');
                String verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                lmtp |= verb.equals("LHLO");
                open = switch (verb) {
                    case "EHLO", "LHLO" ->
                        answer(
                                out,
                                verb,
                                line,
                                "250-sink.example.test|250-PIPELINING|250-8BITMIME|250-DSN|250 ENHANCEDSTATUSCODES");
                    case "DATA" ->
                        answer(out, verb, line, "354 go on") && data(in, out, said, lmtp ? accepted : List.of(""));
                    case "MAIL" -> {
                        accepted.clear();
                        yield answer(out, verb, line, "250 2.0.0 Ok");
                    }
                    case "RCPT" -> {
                        if (reply(verb, line).orElse("250").startsWith("250")) {
                            accepted.add(line);
                        }
                        yield answer(out, verb, line, "250 2.0.0 Ok");
                    }
                    case "QUIT" -> leave(out, line);
                    default -> answer(out, verb, line, "250 2.0.0 Ok");
                };
            }
        } catch (ClosedChannelException e) {
            said.append("<closed>\n"); // the scenario is over
        } catch (SocketException e) {
            said.append("<reset>\n");
        } catch (IOException | InterruptedException e) {
            said.append("<").append(e.getMessage()).append(">\n");
        }
        synchronized (this) {
            if (!said.isEmpty()) {
                received.append(said);
            }
        }
    }

    private boolean data(BufferedReader in, OutputStream out, StringBuilder said, List<String> verdicts)
            throws IOException, InterruptedException {
        if (reply("DATA", "").map(r -> !r.startsWith("354")).orElse(false)) {
            return true;
        }
        int start = said.length();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            said.append(line).append('\n');
            if (line.equals(".")) {
                taking.message(said.substring(start));
                boolean open = true;
                for (String recipient : verdicts) {
                    open = open && answer(out, "EOM", recipient, "250 2.0.0 Ok: taken");
                }
                return open;
            }
        }
        return false;
    }

    /** The client may have gone already. */
    private boolean leave(OutputStream out, String line) {
        try {
            answer(out, "QUIT", line, "221 2.0.0 Bye");
        } catch (IOException e) {
            return false;
        }
        return false;
    }

    private boolean answer(OutputStream out, String verb, String line, String otherwise) throws IOException {
        String reply = reply(verb, line).orElse(otherwise);
        if (reply.equals("CLOSE")) {
            return false;
        }
        out.write((reply.replace("|", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return true;
    }

    private java.util.Optional<String> reply(String verb, String line) {
        for (String rule : script) {
            int equals = rule.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String[] left = rule.substring(0, equals).split(" ", 2);
            if (left[0].equals(verb) && (left.length == 1 || line.contains(left[1]))) {
                return java.util.Optional.of(rule.substring(equals + 1));
            }
        }
        return java.util.Optional.empty();
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            for (ServerSocketChannel listener : listeners) {
                listener.close();
            }
            for (SocketChannel socket : sockets) {
                socket.close();
            }
        }
    }
}
