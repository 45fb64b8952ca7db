package org.postjames.smtp.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An SMTP server on loopback that answers as a case says, and notes what it hears. Real Postfix was recorded against it. */
final class ScriptedServer implements AutoCloseable {
    private static final Map<String, String> USUAL = Map.of(
            "greeting", "220 sink ESMTP",
            "ehlo", "250-sink\\n250-PIPELINING\\n250-SIZE 10240000\\n250 8BITMIME",
            "helo", "250 sink",
            "mail", "250 2.1.0 Ok",
            "rcpt", "250 2.1.5 Ok",
            "data", "354 End data with <CR><LF>.<CR><LF>",
            "dot", "250 2.0.0 Ok: queued as SINK",
            "rset", "250 2.0.0 Ok",
            "quit", "221 2.0.0 Bye");

    private final Map<String, String> script;
    private final ServerSocket listener;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Socket> sessions = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    ScriptedServer(Map<String, String> script) throws IOException {
        this.script = new HashMap<>(USUAL);
        this.script.putAll(script);
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    /** The cases of a file: name to settings. */
    static Map<String, Map<String, String>> cases(List<String> lines) {
        Map<String, Map<String, String>> cases = new LinkedHashMap<>();
        Map<String, String> current = new HashMap<>();
        for (String line : lines) {
            if (line.startsWith("[")) {
                current = new HashMap<>();
                cases.put(line.substring(1, line.indexOf(']')), current);
            } else if (!line.startsWith("#") && line.indexOf('=') > 0) {
                current.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
        return cases;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** MAIL and RCPT commands and the lines of the content. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    int sessionCount() {
        return sessions.size();
    }

    /** Ends all sessions and goes on listening. */
    void hangUp() throws IOException {
        for (Socket session : sessions) {
            session.close();
        }
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                sessions.add(socket);
                Thread.ofVirtual().start(() -> session(socket));
            }
        } catch (IOException e) {
            closed.countDown(); // closed: the test is over
        }
    }

    private void session(Socket socket) {
        Map<String, Integer> counts = new HashMap<>();
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            if (!say(socket, "greeting", counts)) {
                return;
            }
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String verb = line.split("[ :]")[0].toLowerCase(Locale.ROOT);
                if (verb.equals("mail") || verb.equals("rcpt")) {
                    heard.add(line);
                }
                if (!say(socket, verb, counts)) {
                    return;
                }
                if (verb.equals("quit")) {
                    return;
                }
                if (verb.equals("data") && script.getOrDefault("data", "").startsWith("354")) {
                    for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                        heard.add("  " + text);
                    }
                    if (!say(socket, "dot", counts)) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            heard.add("lost");
        }
    }

    private boolean say(Socket socket, String verb, Map<String, Integer> counts) throws IOException {
        String[] answers = script.getOrDefault(verb, "500 5.5.2 unknown").split("\\|");
        String answer = answers[Math.min(counts.merge(verb, 1, Integer::sum), answers.length) - 1];
        if (answer.equals("DROP")) {
            return false;
        }
        if (answer.equals("HANG")) {
            awaitEnd();
            return false;
        }
        OutputStream out = socket.getOutputStream();
        out.write((answer.replace("\\n", "\r\n") + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return true;
    }

    private void awaitEnd() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }

    /** For recording: one server per case of the file, {@code name port} on standard output, what was heard into a folder when standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Map<String, ScriptedServer> servers = new LinkedHashMap<>();
        cases(Files.readAllLines(Path.of(arguments[0]))).forEach((name, script) -> {
            try {
                servers.put(name, new ScriptedServer(script));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        servers.forEach((name, server) -> System.out.println(name + " " + server.port()));
        System.out.println("ready 0");
        System.in.readAllBytes();
        for (Map.Entry<String, ScriptedServer> entry : servers.entrySet()) {
            Files.write(
                    Path.of(arguments[1], entry.getKey()),
                    new ArrayList<>(entry.getValue().heard()));
            entry.getValue().close();
        }
    }
}
