package org.postjames.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code tcp:host:port}: one line {@code get KEY} asks, one line {@code STATUS TEXT} answers, both with {@code %XX} for what is no printable character.
 * The server's 4xx, silence and nonsense all mean "cannot know now". // tcp_table(5), dict_tcp.c
 */
final class TcpTable implements ClosableTable {
    private static final int ATTEMPTS = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(100);
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final int REPLY_LIMIT = 4096;

    /** The connection cannot be used any more; the message is Postfix's warning. */
    private static final class BrokenConnectionException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenConnectionException(String warning) {
            super(warning);
        }
    }

    private final TableName name;
    private final TableContext context;
    private final ServiceConnections connections;

    private TcpTable(TableName name, TableContext context, ServiceConnections connections) {
        this.name = name;
        this.context = context;
        this.connections = connections;
    }

    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        try {
            ServiceAddress address = ServiceAddress.inet(name.name());
            return new TcpTable(name, context, new ServiceConnections(address, TIMEOUT, FOREVER, FOREVER));
        } catch (IllegalArgumentException e) {
            throw new TableUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public TableName name() {
        return name;
    }

    /** The server sees complete keys only. */
    @Override
    public boolean matchesPatterns() {
        return true;
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        byte[] request = ("get " + quoted(key) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < ATTEMPTS; i++) {
            if (i > 0) {
                pause();
            }
            Optional<ServiceConnection> connection = connect();
            if (connection.isPresent()) {
                try {
                    return converse(connection.get(), request);
                } catch (BrokenConnectionException e) {
                    context.warnings().accept(String.valueOf(e.getMessage()));
                    connection.get().close();
                }
            }
        }
        throw new TableUnavailableException("no answer from TCP map " + name.name());
    }

    private Optional<ServiceConnection> connect() {
        try {
            return Optional.of(connections.take());
        } catch (ServiceAddress.HostNotFoundException e) {
            context.warnings().accept(e.warning());
            context.warnings().accept("connect to TCP map " + name.name() + ": " + e.getMessage());
        } catch (IOException e) {
            context.warnings().accept("connect to TCP map " + name.name() + ": " + TextLines.reason(e));
        }
        return Optional.empty();
    }

    private static void pause() throws TableUnavailableException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TableUnavailableException("interrupted", new InterruptedIOException());
        }
    }

    private Optional<String> converse(ServiceConnection connection, byte[] request)
            throws BrokenConnectionException, TableUnavailableException {
        String reply = reply(connection, request);
        Optional<String> text = hasStatus(reply) ? unquoted(reply.substring(4)) : Optional.empty();
        char status = text.isEmpty() ? 0 : reply.charAt(0);
        if (status == '2' || status == '5') {
            connections.giveBack(connection);
            return status == '2' ? text : Optional.empty();
        }
        connection.close();
        if (status != '4') {
            String printable = printable(reply);
            context.warnings()
                    .accept("read TCP map reply from " + name.name()
                            + (status == 0 ? ": malformed reply: " : ": bad status code: ")
                            + printable.substring(0, Math.min(100, printable.length())));
        }
        throw new TableUnavailableException("TCP map " + name.name() + " cannot answer now");
    }

    private String reply(ServiceConnection connection, byte[] request) throws BrokenConnectionException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        String problem = "Success";
        try {
            connection.write(request);
            int c = connection.read();
            while (c != ServiceConnection.END && c != '\n' && line.size() < REPLY_LIMIT) {
                line.write(c);
                c = line.size() < REPLY_LIMIT ? connection.read() : 0;
            }
            if (c == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (c != ServiceConnection.END) {
                throw new BrokenConnectionException(
                        "read TCP map reply from " + name.name() + ": text longer than " + REPLY_LIMIT);
            }
        } catch (BrokenConnectionException e) {
            throw e;
        } catch (IOException e) {
            problem = TextLines.reason(e);
        }
        throw new BrokenConnectionException(
                "read TCP map reply from " + name.name() + ": unexpected EOF (" + problem + ")");
    }

    private static boolean hasStatus(String reply) {
        return reply.length() > 3
                && reply.substring(0, 3).chars().allMatch(c -> c >= '0' && c <= '9')
                && TextLines.isSpace(reply.charAt(3));
    }

    private static String quoted(String key) {
        StringBuilder out = new StringBuilder();
        for (char c : key.toCharArray()) {
            if (c > ' ' && c < 127 && c != '%') {
                out.append(c);
            } else {
                out.append("%%%02X".formatted((int) c));
            }
        }
        return out.toString();
    }

    private static Optional<String> unquoted(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                c = (char) (high << 4 | low);
                i += 2;
            }
            out.append(c);
        }
        int end = out.indexOf("\0");
        return Optional.of(end < 0 ? out.toString() : out.substring(0, end));
    }

    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append(c >= ' ' && c < 127 ? (char) c : '_'));
        return out.toString();
    }

    @Override
    public void close() {
        connections.close();
    }
}
