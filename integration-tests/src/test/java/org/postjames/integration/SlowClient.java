package org.postjames.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An SMTP client that takes its time, and in the end finds out whether the server has waited for it. */
final class SlowClient implements AutoCloseable {
    /** What it does while others deliver. */
    enum Kind {
        /** Connects and does not even read the greeting. */
        SILENT,
        /** Says EHLO, and then nothing. */
        GREETED,
        /** Sends a command, a byte now and then. */
        IN_A_COMMAND,
        /** Sends a message, a byte now and then. */
        IN_A_MESSAGE,
        /** Announces a chunk of a message and sends a byte of it now and then. */
        IN_A_CHUNK,
        /** Begins a TLS handshake and does not go on. */
        IN_A_HANDSHAKE,
        /** Sends many commands and reads no reply. */
        DEAF
    }

    private static final int CHUNK = 100;
    private static final byte[] HALF_CLIENT_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};

    private final Socket socket = new Socket();
    private final Kind kind;
    private final BufferedReader in;
    private int dripped;

    private SlowClient(int port, Kind kind) throws IOException {
        this.kind = kind;
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
        socket.setSoTimeout(60_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** A client that has come as far as its kind goes. */
    static SlowClient connect(int port, Kind kind) throws IOException {
        SlowClient client = new SlowClient(port, kind);
        client.begin();
        return client;
    }

    private void begin() throws IOException {
        if (kind == Kind.SILENT) {
            return;
        }
        expect("220");
        ask("EHLO slow.example", "250");
        switch (kind) {
            case IN_A_MESSAGE -> {
                envelope();
                ask("DATA", "354");
                send("Subject: slow\r\n\r\n");
            }
            case IN_A_CHUNK -> {
                envelope();
                send("BDAT " + CHUNK + " LAST\r\n");
            }
            case IN_A_HANDSHAKE -> {
                ask("STARTTLS", "220");
                socket.getOutputStream().write(HALF_CLIENT_HELLO);
            }
            case DEAF -> send("RSET\r\n".repeat(90));
            default -> {}
        }
    }

    private void envelope() throws IOException {
        ask("MAIL FROM:<slow@example.test>", "250");
        ask("RCPT TO:<user2@example.test>", "250");
    }

    /** One more byte, if this kind of client sends any. */
    void drip() throws IOException {
        if (kind == Kind.IN_A_COMMAND) {
            send(dripped == 0 ? "N" : dripped == 1 ? "O" : dripped == 2 ? "O" : dripped == 3 ? "P" : " ");
            dripped++;
        } else if (kind == Kind.IN_A_MESSAGE || kind == Kind.IN_A_CHUNK && dripped < CHUNK - 1) {
            send("x");
            dripped++;
        }
    }

    /**
     * Comes to an end as a quick client would.
     *
     * @return how many messages the server has taken from it
     * @throws IOException if the server did not wait
     */
    int finish() throws IOException {
        switch (kind) {
            case SILENT -> expect("220");
            case IN_A_COMMAND -> ask(dripped < 4 ? "NOOP".substring(dripped) : "", "250");
            case IN_A_MESSAGE -> ask("\r\n.", "250 2.0.0 Ok: queued as");
            case IN_A_CHUNK -> {
                send("x".repeat(CHUNK - dripped));
                expect("250 2.0.0 Ok: ");
            }
            case IN_A_HANDSHAKE -> {
                return 0;
            }
            case DEAF -> {
                for (int i = 0; i < 90; i++) {
                    expect("250");
                }
            }
            default -> {}
        }
        ask("QUIT", "221");
        return kind == Kind.IN_A_MESSAGE || kind == Kind.IN_A_CHUNK ? 1 : 0;
    }

    private void ask(String line, String reply) throws IOException {
        send(line + "\r\n");
        expect(reply);
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void expect(String reply) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(reply)) {
            throw new IOException(kind + ": " + line + " where " + reply + " is expected");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
