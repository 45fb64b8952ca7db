package org.postjames.smtp.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A before-queue filter that asks a function what to answer at each stage: BANNER, EHLO, MAIL, RCPT, DATA, EOM. */
final class StubFilter implements AutoCloseable {
    /** Says nothing more and reads nothing more. */
    static final String HANG = "hang";

    static final String CLOSE = "close";

    /** What is answered. */
    interface Behaviour {
        /** @param session counted from 0 */
        String answer(int session, String stage);
    }

    private final ServerSocket listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    private final Behaviour behaviour;
    private final List<Socket> sockets = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    final Semaphore hanging = new Semaphore(0);

    StubFilter(Behaviour behaviour) throws IOException {
        this.behaviour = behaviour;
        Thread.ofVirtual().start(() -> {
            for (int number = 0; ; number++) {
                try {
                    Socket socket = listener.accept();
                    int session = number;
                    synchronized (sockets) {
                        sockets.add(socket);
                    }
                    Thread.ofVirtual().start(() -> serve(socket, session));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** What it has said with 2xx to the end of a message. */
    Set<String> accepted() {
        return accepted;
    }

    private void serve(Socket socket, int session) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String stage = "BANNER";
            while (!stage.equals("QUIT")) {
                String answer = behaviour.answer(session, stage);
                if (answer.equals(HANG)) {
                    hanging.release();
                    closed.await();
                    return;
                }
                if (answer.equals(CLOSE)) {
                    return;
                }
                if (stage.equals("EOM") && answer.startsWith("2")) {
                    accepted.add(answer.substring(answer.lastIndexOf('\n') + 1));
                }
                socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                if (stage.equals("DATA") && answer.startsWith("354")) {
                    if (behaviour.answer(session, "CONTENT").equals(HANG)) {
                        hanging.release();
                        closed.await();
                        return;
                    }
                    String line = in.readLine();
                    while (line != null && !line.equals(".")) {
                        line = in.readLine();
                    }
                    stage = line == null ? "QUIT" : "EOM";
                } else {
                    String line = in.readLine();
                    stage = line == null ? "QUIT" : line.split("[ :]", 2)[0];
                }
            }
        } catch (IOException | InterruptedException e) {
            return; // the server has gone
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closed.countDown();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
