package org.postjames.smtp.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postjames.smtp.client.tls.TlsPolicy;

/** One connection to a server: commands out, replies in. Used by one thread at a time; lives on in the {@link ConnectionCache}. */
final class SmtpConnection implements AutoCloseable {
    private static final int BUFFER = 16 * 1024;
    private static final int LINE_LIMIT = 2048; // line_length_limit

    final String host;
    final String address;
    final int port;
    final long openedNanos = System.nanoTime();

    /** Whether no other server could have been tried when this one was chosen. */
    boolean sole;

    ServerFeatures features = ServerFeatures.NONE;
    boolean encrypted;

    /** What was demanded when it was opened; only mail that demands the same may use it again. */
    TlsPolicy policy = TlsPolicy.NONE;

    /** The certificate is what the policy demands. */
    boolean verified;

    /** The message that is spoken of, for warnings. */
    String queueId = "";

    /** How many messages were sent before the present one. */
    int uses;

    /** Nothing can be cached after a protocol error. */
    boolean reusable = true;

    private static final Consumer<String> NOBODY = line -> {};

    /** For the postmaster. */
    Transcript transcript = Transcript.none();

    /** QUIT went out already, together with the last command. */
    boolean quit;

    private Consumer<String> chat = NOBODY;
    private final SessionTables tables;
    private Link link;
    private final byte[] input = new byte[BUFFER];
    private int inputStart;
    private int inputEnd;
    private final byte[] output = new byte[BUFFER];
    private int pending;
    private volatile long progressNanos;

    /** @param port 0 if the address is a Unix-domain socket's path */
    SmtpConnection(SessionTables tables, Link link, String host, String address, int port) {
        this.tables = tables;
        this.link = link;
        this.host = host;
        this.address = address;
        this.port = port;
    }

    SessionTables tables() {
        return tables;
    }

    /** {@code host[address]}. */
    String nameAddress() {
        return host + "[" + address + "]";
    }

    /** {@code host[address]:port}, or {@code host[path]}. */
    String nameAddressPort() {
        return port == 0 ? nameAddress() : nameAddress() + ":" + port;
    }

    /** The server's address, or null if it is a Unix-domain socket. */
    @Nullable
    InetAddress inetAddress() {
        return link instanceof Link.Tcp tcp ? tcp.socket().getInetAddress() : null;
    }

    Link link() {
        return link;
    }

    /** Goes on over TLS. Everything that came before in clear text is forgotten. */
    void secure(SSLSocket tls) throws IOException {
        link = new Link.Tcp(tls);
        inputStart = 0;
        inputEnd = 0;
        encrypted = true;
    }

    /** Who wants to read what is said from now on. */
    void verbose(Consumer<String> chat) {
        this.chat = chat;
    }

    /** A command that nobody may read in a log: a password, or the answer to a challenge. */
    void secret(String line) throws IOException {
        // Postfix differs: its notice to the postmaster has what follows AUTH as well, because that may be a password
        transcript.out("[not logged]");
        tell(">", "[not logged]");
        send(line);
    }

    private void tell(String direction, String line) {
        if (chat != NOBODY) {
            chat.accept(direction + " " + nameAddressPort() + ": " + line);
        }
    }

    void command(String line) throws IOException {
        transcript.out(line);
        tell(">", line);
        send(line);
    }

    private void send(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes, 0, bytes.length);
        write('\r');
        write('\n');
    }

    void write(int b) throws IOException {
        if (pending == output.length) {
            flush();
        }
        output[pending++] = (byte) b;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > output.length - pending) {
            flush();
            if (length >= output.length) {
                link.write(bytes, offset, length);
                progressNanos = System.nanoTime();
                return;
            }
        }
        System.arraycopy(bytes, offset, output, pending, length);
        pending += length;
    }

    void flush() throws IOException {
        if (pending > 0) {
            int length = pending;
            pending = 0;
            link.write(output, 0, length);
            progressNanos = System.nanoTime();
        }
    }

    /** When bytes last went to the server, as {@link System#nanoTime} counts. */
    long progressNanos() {
        return progressNanos;
    }

    /** Sends what is pending and reads one reply. // smtp_chat.c: smtp_chat_resp() */
    ServerReply reply(Duration timeout) throws IOException {
        flush();
        return replyOnly(timeout);
    }

    /** Reads one reply; what is pending stays unsent. */
    ServerReply replyOnly(Duration timeout) throws IOException {
        link.timeout(timeout);
        StringBuilder joined = new StringBuilder();
        while (true) {
            String said = line();
            tell("<", said);
            boolean kept = joined.length() < LINE_LIMIT;
            if (kept) {
                transcript.in(said);
            }
            Optional<String> other = tables.replacement(this, said);
            String line = other.orElse(said);
            if (kept) {
                other.ifPresent(transcript::replaced);
                if (!joined.isEmpty()) {
                    joined.append('\n');
                }
                joined.append(line);
            }
            int digits = 0;
            while (digits < line.length() && line.charAt(digits) >= '0' && line.charAt(digits) <= '9') {
                digits++;
            }
            if (digits == 3 && (line.length() == 3 || line.charAt(3) == ' ')) {
                ServerReply reply = ServerReply.of(joined.toString(), line);
                if (isProtocolTrouble(reply.code())) {
                    reusable = false;
                }
                return reply;
            }
            if (digits != 3 || line.charAt(3) != '-') {
                reusable = false;
                transcript.breach(Transcript.Breach.PROTOCOL);
            }
        }
    }

    /** In the server's own words. // smtp_trouble.c: smtp_check_code() */
    Trouble said(ServerReply reply, String dsn, String reason) {
        int code = reply.code();
        boolean formed = dsn.startsWith("4") || dsn.startsWith("5");
        if (!formed || code < 400 || isProtocolTrouble(code) && code != 421) {
            transcript.breach(Transcript.Breach.PROTOCOL);
        }
        return Trouble.said(host, dsn, reply, reason);
    }

    /** Replies after which Postfix does not keep a session. // smtp_trouble.c: smtp_check_code() */
    private static boolean isProtocolTrouble(int code) {
        return code == 421 || code == 555 || code >= 500 && code < 510 || code > 599 || code < 200;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        boolean eightBit = false;
        while (true) {
            if (inputStart == inputEnd) {
                inputStart = 0;
                inputEnd = 0;
                int count = link.read(input);
                if (count < 0) {
                    throw new EOFException("end of file");
                }
                inputEnd = count;
            }
            int b = input[inputStart++] & 0xff;
            if (b == '\n') {
                int end = line.length();
                while (end > 0 && line.charAt(end - 1) == '\r') {
                    end--;
                }
                line.setLength(end);
                return printable(line, eightBit);
            }
            eightBit |= b >= 0x80;
            if (line.length() < LINE_LIMIT) {
                line.append((char) b);
            }
        }
    }

    /** Control characters become {@code ?}; 8-bit text stays if it is UTF-8. // printable.c */
    private static String printable(StringBuilder line, boolean eightBit) {
        boolean keep = eightBit && isUtf8(line.toString());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < ' ' || c == 127 || c >= 128 && !keep) {
                line.setCharAt(i, '?');
            }
        }
        return line.toString();
    }

    private static boolean isUtf8(String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return !new String(bytes, StandardCharsets.UTF_8).contains("\ufffd");
    }

    @Override
    public void close() {
        try {
            link.close();
        } catch (IOException e) {
            reusable = false; // the socket is gone either way
        }
        transcript.end();
    }
}
