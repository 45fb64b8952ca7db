package org.postjames.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A next hop that answers what its script says and keeps what it was sent. A script line is {@code VERB[ TEXT]=REPLY}: the first line whose verb (and text,
 * if any, anywhere in the command) matches wins; {@code BANNER}, {@code EOM} (after the final dot) and {@code CLOSE} as a reply are known too; {@code |}
 * in a reply separates lines. Whatever the script does not say is accepted.
 */
final class SmtpSink implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> script;
    private final Taking taking;
    private final StringBuilder received = new StringBuilder();
    private final List<Socket> sockets = new ArrayList<>();

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
        this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.script = List.copyOf(script);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Everything that clients said, session after session. */
    synchronized String received() {
        return received.toString();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                synchronized (this) {
                    sockets.add(socket);
                }
                Thread.ofVirtual().start(() -> session(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void session(Socket socket) {
        StringBuilder said = new StringBuilder();
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            boolean open = answer(out, "BANNER", "", "220 sink.example.test ESMTP");
            while (open) {
                String line = in.readLine();
                if (line == null) {
                    break;
                }
                said.append(line).append('\n');
                String verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                open = switch (verb) {
                    case "EHLO" ->
                        answer(
                                out,
                                verb,
                                line,
                                "250-sink.example.test|250-PIPELINING|250-8BITMIME|250-DSN|250 ENHANCEDSTATUSCODES");
                    case "DATA" -> answer(out, verb, line, "354 go on") && data(in, out, said);
                    case "QUIT" -> {
                        answer(out, verb, line, "221 2.0.0 Bye");
                        yield false;
                    }
                    default -> answer(out, verb, line, "250 2.0.0 Ok");
                };
            }
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

    private boolean data(BufferedReader in, OutputStream out, StringBuilder said)
            throws IOException, InterruptedException {
        if (reply("DATA", "").map(r -> !r.startsWith("354")).orElse(false)) {
            return true;
        }
        int start = said.length();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            said.append(line).append('\n');
            if (line.equals(".")) {
                taking.message(said.substring(start));
                return answer(out, "EOM", "", "250 2.0.0 Ok: taken");
            }
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
        listener.close();
        synchronized (this) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
