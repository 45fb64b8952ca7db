package org.postjames.integration;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/**
 * Plays the client's side of an SMTP session and writes down both sides.
 *
 * <p>{@code C: line} sends a line and reads the reply; {@code D: line} sends a line that has no reply; {@code P: line} sends a line whose reply is read
 * later by {@code R: COUNT}; {@code X: text} sends bytes as they are, with {@code \r \n \0 \xHH} escapes; {@code B: text} sends such bytes as content
 * and reads the reply; {@code N: MILLISECONDS} waits for the server to speak; {@code Z: text} sends such bytes and nothing more, and reads until the server closes; {@code C*N: line} sends a line N times;
 * {@code A: MECHANISM user password} authenticates; {@code H: text} sends before the greeting, with the same escapes; {@code T: CERTIFICATE
 * [PROTOCOL [SUITE [NAME]]]} begins TLS, see {@link TlsClient}, and as the first line does so before the greeting; {@code EOF} closes. When DATA is refused, the content lines after it are not sent.
 */
final class SmtpDialogue {
    private static final Pattern REPEAT = Pattern.compile("([CD])\\*(\\d+): (.*)");

    private final StringBuilder transcript = new StringBuilder();
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean closed;
    private boolean dataAsked;
    private boolean contentRefused;
    private String lastReply = "";

    static String play(int port, List<String> lines) throws IOException {
        return new SmtpDialogue().run(port, lines);
    }

    private String run(int port, List<String> lines) throws IOException {
        try (Socket connected = new Socket()) {
            socket = connected;
            socket.setSoTimeout(15_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            in = new BufferedInputStream(socket.getInputStream());
            out = socket.getOutputStream();
            for (String line : lines) {
                if (line.startsWith("H: ")) {
                    transcript.append(line).append('\n');
                    send(unescape(line.substring(3)));
                }
            }
            if (!lines.getFirst().startsWith("T: ")) { // else it begins with TLS, and that comes first
                reply();
            }
            for (String line : lines) {
                Matcher repeat = REPEAT.matcher(line);
                if (repeat.matches()) {
                    for (int i = 0; i < Integer.parseInt(repeat.group(2)); i++) {
                        one(repeat.group(1) + ": " + repeat.group(3));
                    }
                } else if (!line.isEmpty() && !line.startsWith("H: ")) {
                    one(line);
                }
            }
        }
        return transcript.toString();
    }

    private void one(String line) throws IOException {
        if (closed) {
            return;
        }
        if (line.equals("EOF")) {
            closed = true;
            return;
        }
        String text = line.length() > 3 ? line.substring(3) : "";
        if (contentRefused && (line.startsWith("D:") || line.startsWith("B:") || line.equals("C: ."))) {
            return;
        }
        transcript.append(line.stripTrailing()).append('\n');
        switch (line.substring(0, 2)) {
            case "C:" -> {
                send(text + "\r\n");
                reply();
                contentRefused = text.equalsIgnoreCase("DATA") && !lastReply.startsWith("354");
            }
            case "T:" -> encrypt(text.split(" "));
            case "A:" -> authenticate(text.split(" "));
            case "D:", "P:" -> send(text + "\r\n");
            case "X:" -> {
                send(unescape(text));
                dataAsked = text.endsWith("DATA\\r\\n");
            }
            case "N:" -> hearNothing(Integer.parseInt(text.strip()));
            case "B:" -> {
                send(unescape(text));
                reply();
            }
            case "R:" -> {
                for (int i = 0; i < Integer.parseInt(text.strip()); i++) {
                    reply();
                }
                contentRefused = dataAsked && !lastReply.startsWith("354");
            }
            case "Z:" -> {
                send(unescape(text));
                hearTheEnd();
            }
            default -> throw new IllegalArgumentException("what is this step? " + line);
        }
    }

    private void encrypt(String[] words) {
        try {
            SSLSocket encrypted = TlsClient.start(socket, words);
            boolean first = transcript.indexOf("S: ") < 0;
            in = new BufferedInputStream(encrypted.getInputStream());
            out = encrypted.getOutputStream();
            if (words.length > 3) {
                X509Certificate shown = (X509Certificate) encrypted.getSession().getPeerCertificates()[0];
                transcript
                        .append("S: <certificate ")
                        .append(shown.getSubjectX500Principal())
                        .append(">\n");
            }
            if (first) {
                reply();
            }
        } catch (IOException e) {
            transcript.append("S: <no TLS>\n");
            closed = true;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Challenges differ each time: only their kind is written down. */
    private void authenticate(String[] words) throws IOException {
        SaslExchange exchange = SaslExchange.of(words[0], words[1], words[2]);
        send("AUTH " + words[0] + "\r\n");
        for (String line = line(); line != null; line = line()) {
            if (!line.startsWith("334 ")) {
                transcript.append("S: ").append(line).append('\n');
                return;
            }
            transcript.append("S: 334 (challenge)\n");
            String challenge = new String(Base64.getDecoder().decode(line.substring(4)), StandardCharsets.ISO_8859_1);
            try {
                String response = exchange.respond(challenge);
                send(Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.ISO_8859_1)) + "\r\n");
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }
        transcript.append("S: <closed>\n");
        closed = true;
    }

    private void send(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            // the server has closed, and whether that is known yet is chance: the next reply that is waited for tells
        }
    }

    /** Waits for the server to speak; what it says is for the next reply that is read. */
    private void hearNothing(int milliseconds) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(milliseconds);
        in.mark(1);
        try {
            if (in.read() >= 0) {
                in.reset();
            }
        } catch (java.net.SocketTimeoutException | java.net.SocketException e) {
            // it says nothing, or nothing any more
        } finally {
            socket.setSoTimeout(patience);
        }
    }

    private void hearTheEnd() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (java.net.SocketException e) {
            // the server has closed already
        }
        while (!closed) {
            reply();
        }
    }

    private void reply() throws IOException {
        while (!closed) {
            String line = line();
            if (line == null) {
                transcript.append("S: <closed>\n");
                closed = true;
                return;
            }
            transcript.append("S: ").append(line).append('\n');
            lastReply = line;
            if (line.length() < 4 || line.charAt(3) != '-') {
                return;
            }
        }
    }

    /** One line; its line end is shown if it is not CRLF. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    boolean crlf = !line.isEmpty() && line.charAt(line.length() - 1) == '\r';
                    return crlf ? line.substring(0, line.length() - 1) : line + "<LF>";
                }
                line.append((char) c);
            }
        } catch (java.net.SocketException e) {
            return null;
        }
        return line.isEmpty() ? null : line + "<no line end>";
    }

    static String unescape(String text) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                bytes.append(c);
                continue;
            }
            char escape = text.charAt(++i);
            switch (escape) {
                case 'r' -> bytes.append('\r');
                case 'n' -> bytes.append('\n');
                case '0' -> bytes.append('\0');
                case 'x' -> {
                    bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> bytes.append(escape);
            }
        }
        return bytes.toString();
    }

    /** One small message. @return the transcript */
    static String mail(int port, String sender, String recipient, String subject) throws IOException {
        return play(
                port,
                List.of(
                        "C: EHLO client.test",
                        "C: MAIL FROM:<" + sender + ">",
                        "C: RCPT TO:<" + recipient + ">",
                        "C: DATA",
                        "D: Subject: " + subject,
                        "D: ",
                        "D: hello",
                        "C: .",
                        "C: QUIT"));
    }
}
