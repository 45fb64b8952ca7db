package org.postjames.integration;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A mail filter that answers what its script says and keeps what it was told. A script line is {@code EVENT[ TEXT]=ACTION[|ACTION…]}: the first line
 * whose event (and text, if any, anywhere in the event's data) matches wins; whatever the script does not say is answered with {@code continue}. The
 * line {@code OPTIONS=VERSION ACTIONS EVENTS} answers the negotiation, {@code SYMBOLS=NUMBER NAMES|…} adds lists of macro names.
 */
final class ScriptedMilter implements AutoCloseable {
    private static final String SILENT = "ADQK";

    private final ServerSocket listener;
    private final List<String> script;
    private final List<Socket> sockets = new ArrayList<>();
    private StringBuilder heard = new StringBuilder();
    private int open;

    ScriptedMilter(List<String> script) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.script = List.copyOf(script);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized boolean isIdle() {
        return open == 0;
    }

    /** Everything that clients said, session after session. */
    synchronized String heard() {
        return heard.toString();
    }

    synchronized void forget() {
        heard = new StringBuilder();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                synchronized (this) {
                    sockets.add(socket);
                    open++;
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
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            boolean more = true;
            while (more) {
                byte[] packet = new byte[in.readInt()];
                in.readFully(packet);
                said.append(MilterPacket.describe(packet));
                more = answer(packet, out) && packet[0] != 'Q';
            }
        } catch (java.io.EOFException e) {
            said.append("<closed>\n");
        } catch (IOException e) {
            said.append("<reset>\n");
        }
        synchronized (this) {
            heard.append(said);
            open--;
        }
    }

    private boolean answer(byte[] packet, DataOutputStream out) throws IOException {
        char letter = (char) packet[0];
        if (SILENT.indexOf(letter) >= 0) {
            return true;
        }
        if (letter == 'O') {
            return negotiate(out);
        }
        Optional<String> rule = rule(MilterPacket.name(letter), new String(packet, StandardCharsets.ISO_8859_1));
        if (rule.isEmpty() && isUnanswered(letter)) {
            return true;
        }
        for (String action : rule.orElse("continue").split("\\|")) {
            if (!act(action, out)) {
                return false;
            }
        }
        return true;
    }

    private boolean isUnanswered(char letter) {
        int bit = "LCHMRTUNB".indexOf(letter);
        int[] bits = {7, 12, 13, 14, 15, 16, 17, 18, 19};
        return bit >= 0 && (events() & 1 << bits[bit]) != 0;
    }

    private int events() {
        return rule("OPTIONS", "")
                .map(options -> Integer.parseInt(options.split(" ")[2], 16))
                .orElse(0);
    }

    private boolean negotiate(DataOutputStream out) throws IOException {
        String options = rule("OPTIONS", "").orElse("6 1ff 0");
        if (!Character.isDigit(options.charAt(0))) {
            return act(options, out);
        }
        String[] words = options.split(" ");
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DataOutputStream fields = new DataOutputStream(data)) {
            fields.writeInt(Integer.parseInt(words[0]));
            fields.writeInt(Integer.parseInt(words[1], 16));
            fields.writeInt(Integer.parseInt(words[2], 16));
            for (String symbols : rule("SYMBOLS", "").map(s -> s.split("\\|")).orElse(new String[0])) {
                String[] parts = symbols.split(" ", 2);
                fields.writeInt(Integer.parseInt(parts[0]));
                fields.write((parts[1] + "\0").getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        send(out, 'O', data.toByteArray());
        return true;
    }

    private Optional<String> rule(String event, String data) {
        for (String line : script) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String[] left = line.substring(0, equals).split(" ", 2);
            if (left[0].equals(event) && (left.length == 1 || data.contains(left[1]))) {
                return Optional.of(line.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    /** @return false when the connection shall be closed */
    private boolean act(String action, DataOutputStream out) throws IOException {
        String[] words = action.split(" ", 2);
        String rest = words.length > 1 ? words[1].translateEscapes() : "";
        switch (words[0]) {
            case "continue" -> send(out, 'c');
            case "accept" -> send(out, 'a');
            case "reject" -> send(out, 'r');
            case "tempfail" -> send(out, 't');
            case "discard" -> send(out, 'd');
            case "shutdown" -> send(out, '4');
            case "progress" -> send(out, 'p');
            case "skip" -> send(out, 's');
            case "quarantine" -> send(out, 'q', rest);
            case "reply" -> send(out, 'y', rest);
            case "addheader" -> send(out, 'h', header(rest));
            case "insheader" -> send(out, 'i', indexed(rest));
            case "chgheader" -> send(out, 'm', indexed(rest));
            case "chgfrom" -> send(out, 'e', rest.replaceFirst(" ", "\0"));
            case "addrcpt" -> send(out, '+', rest);
            case "addrcptpar" -> send(out, '2', rest.replaceFirst(" ", "\0"));
            case "delrcpt" -> send(out, '-', rest);
            case "replbody" -> send(out, 'b', rest.getBytes(StandardCharsets.ISO_8859_1));
            case "raw" -> out.write(HexFormat.of().parseHex(rest));
            case "none" -> {}
            case "close" -> {
                return false;
            }
            default -> throw new IllegalArgumentException("what is this action? " + action);
        }
        return true;
    }

    /** {@code NAME: VALUE}; without the space if there is none. */
    private static String header(String text) {
        return text.replaceFirst(": ?", "\0");
    }

    private static byte[] indexed(String text) throws IOException {
        String[] words = text.split(" ", 2);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        try (DataOutputStream fields = new DataOutputStream(data)) {
            fields.writeInt(Integer.parseInt(words[0]));
            fields.write((header(words[1]) + "\0").getBytes(StandardCharsets.ISO_8859_1));
        }
        return data.toByteArray();
    }

    private static void send(DataOutputStream out, char letter, String text) throws IOException {
        send(out, letter, (text + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void send(DataOutputStream out, char letter, byte... data) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        try (DataOutputStream fields = new DataOutputStream(packet)) {
            fields.writeInt(data.length + 1);
            fields.write(letter);
            fields.write(data);
        }
        out.write(packet.toByteArray());
        out.flush();
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
