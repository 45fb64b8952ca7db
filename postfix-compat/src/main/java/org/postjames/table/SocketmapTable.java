package org.postjames.table;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code socketmap:inet:host:port:NAME} and {@code socketmap:unix:path:NAME}: netstrings {@code NAME KEY} and {@code OK value}, {@code NOTFOUND},
 * {@code TEMP}, {@code TIMEOUT} or {@code PERM reason}; all but the first two mean "cannot know now". // socketmap_table(5), dict_sockmap.c
 */
final class SocketmapTable implements ClosableTable {
    private static final Duration TIMEOUT = Duration.ofSeconds(100);
    private static final Duration MAXIMUM_IDLE = Duration.ofSeconds(10);
    private static final Duration MAXIMUM_AGE = Duration.ofSeconds(100);
    private static final int REPLY_LIMIT = 100_000;

    /** What came was no netstring, or too long; the message is Postfix's. */
    private static final class NetstringException extends IOException {
        private static final long serialVersionUID = 1L;

        NetstringException(String message) {
            super(message);
        }
    }

    private final TableName name;
    private final TableContext context;
    private final String map;
    private final ServiceConnections connections;

    private SocketmapTable(TableName name, TableContext context, String map, ServiceConnections connections) {
        this.name = name;
        this.context = context;
        this.map = map;
        this.connections = connections;
    }

    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        int colon = name.name().lastIndexOf(':');
        if (colon < 0) {
            throw new TableUnavailableException("socketmap requires server:socketmap argument");
        }
        try {
            ServiceAddress address = ServiceAddress.parse(name.name().substring(0, colon));
            return new SocketmapTable(
                    name,
                    context,
                    name.name().substring(colon + 1),
                    new ServiceConnections(address, TIMEOUT, MAXIMUM_IDLE, MAXIMUM_AGE));
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
        String request = map + " " + key;
        byte[] netstring = (request.length() + ":" + request + ",").getBytes(StandardCharsets.ISO_8859_1);
        // a server that was started anew is worth a second attempt
        for (int attempt = 0; ; attempt++) {
            ServiceConnection connection = connect();
            try {
                connection.write(netstring);
                String reply = netstring(connection);
                connections.giveBack(connection);
                return answer(reply);
            } catch (SocketTimeoutException e) {
                connection.close();
                throw failed("time limit exceeded", e);
            } catch (NetstringException e) {
                connection.close();
                throw failed(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                connection.close();
                if (attempt > 0) {
                    throw failed("unexpected disconnect", e);
                }
            }
        }
    }

    private ServiceConnection connect() throws TableUnavailableException {
        try {
            return connections.take();
        } catch (IOException e) {
            if (e instanceof ServiceAddress.HostNotFoundException unknown) {
                context.warnings().accept(unknown.warning());
            }
            String reason = TextLines.reason(e);
            context.warnings().accept("connect to " + connections.address().text() + ": " + reason);
            throw failed(reason, e);
        }
    }

    private TableUnavailableException failed(String problem, IOException cause) {
        String text = "table " + name + " lookup error: " + problem;
        context.warnings().accept(text);
        return new TableUnavailableException(text, cause);
    }

    private static String netstring(ServiceConnection connection) throws IOException {
        long length = 0;
        for (int c = next(connection); c != ':'; c = next(connection)) {
            if (c < '0' || c > '9') {
                throw new NetstringException("input format error");
            }
            length = Math.min(length * 10 + c - '0', Integer.MAX_VALUE);
        }
        if (length > REPLY_LIMIT) {
            throw new NetstringException("input exceeds size limit");
        }
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        while (payload.size() < length) {
            payload.write(next(connection));
        }
        if (next(connection) != ',') {
            throw new NetstringException("input format error");
        }
        String text = payload.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static int next(ServiceConnection connection) throws IOException {
        int c = connection.read();
        if (c == ServiceConnection.END) {
            throw new EOFException();
        }
        return c;
    }

    private Optional<String> answer(String reply) throws TableUnavailableException {
        int space = reply.indexOf(' ');
        String status = space < 0 ? reply : reply.substring(0, space);
        String text = space < 0 ? "" : reply.substring(space + 1);
        if (status.equals("OK")) {
            return space < 0 ? Optional.empty() : Optional.of(text);
        }
        if (status.equals("NOTFOUND")) {
            return Optional.empty();
        }
        String kind =
                switch (status) {
                    case "TEMP" -> "temporary";
                    case "TIMEOUT" -> "timeout";
                    case "PERM" -> "permanent";
                    default -> "unknown";
                };
        String problem = name + " socketmap server " + kind + " error" + reason(text);
        context.warnings().accept(problem);
        // DICT_ERR_CONFIG: postmap says no more than this
        throw status.equals("PERM")
                ? TableUnavailableException.fatal("table " + name + ": query error", null)
                : new TableUnavailableException(problem);
    }

    private static String reason(String text) {
        int start = 0;
        while (start < text.length() && TextLines.isSpace(text.charAt(start))) {
            start++;
        }
        StringBuilder out = new StringBuilder();
        text.substring(start).chars().limit(200).forEach(c -> out.append(c >= ' ' && c < 127 ? (char) c : '?'));
        return out.isEmpty() ? "" : ": " + out;
    }

    @Override
    public void close() {
        connections.close();
    }
}
