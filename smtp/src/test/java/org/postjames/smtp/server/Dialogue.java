package org.postjames.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded SMTP session. Line by line: {@code C:} is sent and answered by one reply, {@code P:} is sent in one piece with the {@code C:} after it, {@code D:}
 * is message content, {@code R:} waits for one more reply, {@code X:} is sent as it stands with {@code \r \n \0} escapes, {@code S:} is what the server said, {@code L:} what it logged.
 */
record Dialogue(String service, List<String> script) {
    private static final int PATIENCE = 8000;

    static Dialogue parse(List<String> lines) {
        String service = "default";
        List<String> script = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("service: ")) {
                service = line.substring(9);
            } else if (line.startsWith("C:")
                    || line.startsWith("P:")
                    || line.startsWith("D:")
                    || line.startsWith("X:")
                    || line.startsWith("R:")) {
                script.add(line);
            }
        }
        return new Dialogue(service, script);
    }

    /** Plays the client's part; returns the script with the server's replies in it. */
    List<String> play(InetSocketAddress server) throws IOException {
        List<String> out = new ArrayList<>();
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream to = socket.getOutputStream();
            boolean open = reply(in, out);
            StringBuilder pending = new StringBuilder();
            int replies = 0;
            for (String line : script) {
                if (!open) {
                    break;
                }
                out.add(line);
                String text = line.length() > 3 ? line.substring(3) : "";
                char kind = line.charAt(0);
                if (kind == 'R') {
                    open = reply(in, out);
                    continue;
                }
                pending.append(kind == 'X' ? unescape(text) : text + "\r\n");
                replies += kind == 'P' || kind == 'C' ? 1 : 0;
                if (kind == 'C') {
                    to.write(pending.toString().getBytes(StandardCharsets.ISO_8859_1));
                    to.flush();
                    pending.setLength(0);
                    for (; replies > 0 && open; replies--) {
                        open = reply(in, out);
                    }
                    replies = 0;
                }
            }
            if (open && !pending.isEmpty()) {
                to.write(pending.toString().getBytes(StandardCharsets.ISO_8859_1));
                to.flush();
            }
        }
        return out;
    }

    /** Reads one reply of one or more lines; false at the end of the connection. */
    private static boolean reply(InputStream in, List<String> out) throws IOException {
        while (true) {
            StringBuilder line = new StringBuilder();
            int c;
            try {
                c = in.read();
                while (c >= 0 && c != '\n') {
                    line.append((char) c);
                    c = in.read();
                }
            } catch (java.net.SocketException e) {
                c = -1;
            }
            if (c < 0) {
                out.add("S: <closed>");
                return false;
            }
            String text = line.toString();
            out.add("S: " + normalise(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text + "<LF>"));
            if (text.length() < 4 || text.charAt(3) != '-') {
                return true;
            }
        }
    }

    static String normalise(String text) {
        return text.replaceAll("\\b[0-9A-F]{9,12}\\b", "QID")
                .replaceAll("localhost\\[127\\.0\\.0\\.1\\]:\\d+", "localhost[127.0.0.1]:PORT");
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }
}
