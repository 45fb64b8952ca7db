package org.postjames.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A before-queue filter that does what its script says and keeps what it was sent, session by session. A script line is {@code [N: ]VERB[ TEXT]=REPLY}: it counts
 * for the Nth session only, or for all; the first whose verb (and text, if any, anywhere in the command) matches wins. Verbs are also {@code BANNER} and {@code EOM};
 * {@code |} in a reply separates lines. {@code CLOSE} hangs up, {@code HANG} says and reads nothing more, {@code READ} reads on without a word. {@code PASS=PORT} hands all
 * that is said on to an SMTP server and back.
 */
final class ScriptedFilter implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> script;
    private final AtomicInteger open = new AtomicInteger();
    private final List<StringBuilder> sessions = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    ScriptedFilter(List<String> script) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = new ArrayList<>(script);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Gives the script's ports their numbers. */
    synchronized void fill(java.util.function.UnaryOperator<String> ports) {
        script.replaceAll(ports);
    }

    synchronized String heard() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < sessions.size(); i++) {
            all.append("-- ").append(i + 1).append('\n').append(sessions.get(i));
        }
        return all.toString();
    }

    boolean isIdle() {
        return open.get() == 0;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.incrementAndGet();
                StringBuilder said = new StringBuilder();
                int number;
                synchronized (this) {
                    sockets.add(socket);
                    sessions.add(said);
                    number = sessions.size();
                }
                Thread.ofVirtual().start(() -> {
                    try {
                        session(socket, number, said);
                    } finally {
                        open.decrementAndGet();
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private void session(Socket socket, int number, StringBuilder said) {
        try (socket) {
            Optional<String> pass = reply(number, "PASS", "");
            if (pass.isPresent()) {
                pass(socket, Integer.parseInt(pass.get()), said);
                return;
            }
            BufferedReader in = reader(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            if (!answer(out, number, "BANNER", "", "220 filter.example.test ESMTP")) {
                return;
            }
            boolean going = true;
            while (going) {
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                note(said, line);
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                going = switch (verb) {
                    case "EHLO" ->
                        answer(out, number, verb, line, "250-filter.example.test|250-8BITMIME|250 ENHANCEDSTATUSCODES");
                    case "DATA" ->
                        answer(out, number, verb, line, "354 go on")
                                && (!reply(number, verb, line).orElse("354").startsWith("354")
                                        || data(in, out, number, said));
                    case "QUIT" -> false;
                    default -> answer(out, number, verb, line, "250 2.0.0 Ok");
                };
            }
        } catch (IOException | InterruptedException e) {
            return; // who hangs up first is not worth a note
        }
    }

    private boolean data(BufferedReader in, OutputStream out, int number, StringBuilder said)
            throws IOException, InterruptedException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            note(said, line);
            if (line.equals(".")) {
                return answer(out, number, "EOM", "", "250 2.0.0 Ok: filtered");
            }
        }
        return false;
    }

    /** Every line of the client goes to the server behind, every reply comes back. */
    private void pass(Socket client, int port, StringBuilder said) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual().start(() -> {
                try {
                    server.getInputStream().transferTo(client.getOutputStream());
                    client.shutdownOutput();
                } catch (IOException e) {
                    return; // the client has gone
                }
            });
            BufferedReader in = reader(client.getInputStream());
            OutputStream out = server.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                note(said, line);
                out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
            server.shutdownOutput();
            while (server.getInputStream().read() >= 0) {
                continue; // its goodbye: then the message is in the log
            }
        }
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    }

    private synchronized void note(StringBuilder said, String line) {
        said.append(line).append('\n');
    }

    private boolean answer(OutputStream out, int number, String verb, String line, String otherwise)
            throws IOException, InterruptedException {
        String reply = reply(number, verb, line).orElse(otherwise);
        switch (reply) {
            case "CLOSE" -> {
                return false;
            }
            case "HANG" -> {
                open.decrementAndGet();
                closed.await();
                open.incrementAndGet();
                return false;
            }
            case "READ" -> {
                return true;
            }
            default -> {
                out.write((reply.replace("|", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                return true;
            }
        }
    }

    private synchronized Optional<String> reply(int number, String verb, String line) {
        for (String rule : script) {
            String mine = rule.replaceFirst("^" + number + ": ", "");
            int equals = mine.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String[] left = mine.substring(0, equals).split(" ", 2);
            if (left[0].equals(verb) && (left.length == 1 || line.contains(left[1]))) {
                return Optional.of(mine.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closed.countDown();
        synchronized (this) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
