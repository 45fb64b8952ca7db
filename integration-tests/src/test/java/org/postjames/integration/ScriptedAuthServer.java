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
import java.util.Map;

/** Speaks Dovecot's authentication protocol: each initial response has its answer, in which {@code ID} stands for the request. No answer: it hangs up. */
final class ScriptedAuthServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String greeting;
    private final Map<String, String> answers;

    ScriptedAuthServer(String greeting, Map<String, String> answers) throws IOException {
        this.greeting = greeting;
        this.answers = answers;
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> talk(socket));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    String path() {
        return "inet:127.0.0.1:" + listener.getLocalPort();
    }

    private void talk(Socket socket) {
        try (socket) {
            OutputStream out = socket.getOutputStream();
            out.write(greeting.getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] fields = line.split("\t");
                if (fields[0].equals("AUTH") || fields[0].equals("CONT")) {
                    String answer = answers.get(fields[fields.length - 1]);
                    if (answer == null) {
                        return;
                    }
                    out.write(answer.replace("ID", fields[1]).getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (SocketException e) {
            return; // the client has gone
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
