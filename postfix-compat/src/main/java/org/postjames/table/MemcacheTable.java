package org.postjames.table;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code memcache:}, a memcached server, and behind it perhaps a {@code backup} table whose answers it keeps. // memcache_table(5), dict_memcache.c */
final class MemcacheTable implements ClosableTable {
    private static final Duration FOREVER = Duration.ofDays(365);

    /** The server said something else than the protocol allows; the message is Postfix's warning. */
    private static final class ReplyException extends IOException {
        private static final long serialVersionUID = 1L;

        ReplyException(String warning) {
            super(warning);
        }
    }

    /** One exchange with the server. */
    private interface Exchange {
        Optional<String> with(ServiceConnection connection) throws IOException;
    }

    private final TableName name;
    private final TableContext context;
    private final QueryTemplates templates;
    private final String keyFormat;
    private final int ttl;
    private final int flags;
    private final int pauseSeconds;
    private final int attempts;
    private final int lineLimit;
    private final int dataLimit;
    private final ServiceConnections connections;
    private final @Nullable LookupTable backup;

    MemcacheTable(TableName name, TableContext context) throws TableUnavailableException {
        this.name = name;
        this.context = context;
        TableParameters parameters = TableParameters.of(name, context);
        keyFormat = parameters.text("key_format", "%s");
        int timeout = parameters.integer("timeout", 2, 0);
        ttl = parameters.integer("ttl", 3600, 0);
        flags = parameters.integer("flags", 0, 0);
        pauseSeconds = parameters.integer("retry_pause", 1, 1);
        attempts = parameters.integer("max_try", 2, 1);
        lineLimit = parameters.integer("line_size_limit", 1024, 1);
        dataLimit = parameters.integer("data_size_limit", 10_240, 1);
        try {
            ServiceAddress address = ServiceAddress.parse(parameters.text("memcache", "inet:localhost:11211"));
            connections = new ServiceConnections(address, Duration.ofSeconds(timeout), FOREVER, FOREVER);
        } catch (IllegalArgumentException e) {
            throw context.fatal(String.valueOf(e.getMessage()), e);
        }
        backup = parameters
                .optional("backup")
                .map(text -> context.tables().open(TableName.of(text, "")))
                .orElse(null);
        templates = new QueryTemplates(name, context);
        templates.addQuery(keyFormat);
        templates.filter(parameters);
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        if (key.isEmpty() || !templates.accepts(key)) {
            return Optional.empty();
        }
        Optional<String> expanded = keyFormat.equals("%s")
                ? Optional.of(context.fold(key))
                : templates.query(keyFormat, context.fold(key), UnaryOperator.identity());
        if (expanded.isEmpty()
                || expanded.get().isEmpty()
                || expanded.get().chars().anyMatch(c -> TextLines.isSpace((char) c))) {
            return Optional.empty();
        }
        String cacheKey = expanded.get();
        LookupTable behind = backup;
        if (behind == null) {
            return exchange(connection -> get(connection, cacheKey));
        }
        Optional<String> kept = Optional.empty();
        try {
            kept = exchange(connection -> get(connection, cacheKey));
        } catch (TableUnavailableException e) {
            // it was warned of; the backup decides
            kept = Optional.empty();
        }
        return kept.isPresent() ? kept : fromBackup(behind, key, cacheKey);
    }

    private Optional<String> fromBackup(LookupTable behind, String key, String cacheKey)
            throws TableUnavailableException {
        Optional<String> found = behind.lookup(key);
        if (found.isPresent() && found.get().length() > dataLimit) {
            context.warnings()
                    .accept("database " + name + ": data for key " + cacheKey + " is too long (data_size_limit="
                            + dataLimit + ") -- not stored");
        } else if (found.isPresent()) {
            try {
                exchange(connection -> set(connection, cacheKey, found.get()));
            } catch (TableUnavailableException e) {
                return found; // it was warned of
            }
        }
        return found;
    }

    private Optional<String> exchange(Exchange exchange) throws TableUnavailableException {
        for (int i = 0; i < attempts; i++) {
            if (i > 0) {
                pause();
            }
            ServiceConnection connection = connect();
            try {
                Optional<String> found = exchange.with(connection);
                connections.giveBack(connection);
                return found;
            } catch (IOException e) {
                connection.close();
                if (i > 0) {
                    context.warnings()
                            .accept(
                                    e instanceof ReplyException reply
                                            ? String.valueOf(reply.getMessage())
                                            : "database " + name + ": I/O error");
                }
            }
        }
        throw new TableUnavailableException("database " + name + " does not answer");
    }

    private ServiceConnection connect() throws TableUnavailableException {
        try {
            return connections.take();
        } catch (IOException e) {
            if (e instanceof ServiceAddress.HostNotFoundException unknown) {
                context.warnings().accept(unknown.warning());
            }
            String problem = "connect to " + connections.address().text() + ": " + TextLines.reason(e);
            context.warnings().accept(problem);
            throw new TableUnavailableException(problem, e);
        }
    }

    private void pause() throws TableUnavailableException {
        try {
            Thread.sleep(Duration.ofSeconds(pauseSeconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TableUnavailableException("interrupted", new InterruptedIOException());
        }
    }

    private Optional<String> get(ServiceConnection connection, String key) throws IOException {
        connection.write(("get " + key + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        String line = line(connection);
        if (line.equals("END")) {
            return Optional.empty();
        }
        String[] words = line.split(" ");
        int size = words.length >= 4 && words[0].equals("VALUE") && words[3].matches("\\d{1,9}")
                ? Integer.parseInt(words[3])
                : Integer.MAX_VALUE;
        if (size > dataLimit) {
            throw new ReplyException(name.name() + ": unexpected memcache server reply: " + shortened(line));
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (data.size() < size) {
            data.write(next(connection));
        }
        line(connection);
        if (!line(connection).equals("END")) {
            throw new ReplyException(name.name() + ": EOF receiving memcache server reply");
        }
        String text = data.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return Optional.of(end < 0 ? text : text.substring(0, end));
    }

    private Optional<String> set(ServiceConnection connection, String key, String value) throws IOException {
        String request = "set " + key + " " + flags + " " + ttl + " " + value.length() + "\r\n" + value + "\r\n";
        connection.write(request.getBytes(StandardCharsets.ISO_8859_1));
        String line = line(connection);
        if (!line.equals("STORED")) {
            throw new ReplyException("database " + name + ": update failed: " + shortened(line));
        }
        return Optional.empty();
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(30, text.length()));
    }

    private String line(ServiceConnection connection) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = next(connection); c != '\n'; c = next(connection)) {
            if (line.length() >= lineLimit) {
                throw new IOException("line too long");
            }
            line.append((char) c);
        }
        return line.toString().replaceFirst("\r$", "");
    }

    private static int next(ServiceConnection connection) throws IOException {
        int c = connection.read();
        if (c == ServiceConnection.END) {
            throw new EOFException();
        }
        return c;
    }

    @Override
    public void close() {
        connections.close();
    }
}
