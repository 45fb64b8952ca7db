package org.postjames.smtp.server.sasl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.postjames.table.ServiceAddress;
import org.postjames.table.ServiceConnection;

/** A connection to Dovecot's auth server, by lines of fields between tabs. // Dovecot: Design/AuthProtocol, version 1.x */
final class DovecotConnection implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int LINE_LIMIT = 65_536;
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    /** A process id is smaller. // proc(5): pid_max */
    private static final int PROCESSES = 1 << 22;

    /** @param properties as the server gave them */
    record Mechanism(String name, Set<SecurityOptions.Property> properties) {}

    /** The server speaks, but not this protocol. */
    static final class ProtocolException extends IOException {
        private static final long serialVersionUID = 1L;

        ProtocolException(String message) {
            super(message);
        }
    }

    private final ServiceConnection connection;
    private int requests;

    private DovecotConnection(ServiceConnection connection) {
        this.connection = connection;
    }

    static DovecotConnection open(ServiceAddress address) throws IOException {
        return new DovecotConnection(ServiceConnection.open(address, TIMEOUT));
    }

    /**
     * What the server can do.
     *
     * @throws ProtocolException in Postfix's words
     */
    List<Mechanism> handshake() throws IOException {
        // Dovecot wants another "process id" on each connection, and this process has several
        long number = ProcessHandle.current().pid() % PROCESSES + (long) PROCESSES * (NUMBERS.incrementAndGet() & 1023);
        send("VERSION\t1\t0\nCPID\t" + number + "\n");
        List<Mechanism> mechanisms = new ArrayList<>();
        boolean some = false;
        while (true) {
            String[] fields = line().split("\t", -1);
            switch (fields[0]) {
                case "VERSION" -> checkVersion(fields);
                case "MECH" -> {
                    some = true;
                    Set<SecurityOptions.Property> properties = EnumSet.noneOf(SecurityOptions.Property.class);
                    for (int i = 2; i < fields.length; i++) {
                        SecurityOptions.Property.ofDovecot(fields[i]).ifPresent(properties::add);
                    }
                    if (fields.length > 1 && !properties.contains(SecurityOptions.Property.PRIVATE)) {
                        mechanisms.add(new Mechanism(fields[1], properties));
                    }
                }
                case "SPID" -> {
                    if (!some) {
                        throw new ProtocolException(
                                "Connected to wrong auth socket (auth-master instead of auth-client)");
                    }
                }
                case "DONE" -> {
                    return mechanisms;
                }
                default -> {} // CUID, COOKIE, and what later versions have
            }
        }
    }

    private static void checkVersion(String[] fields) throws ProtocolException {
        if (fields.length < 3 || !fields[1].matches("\\d{1,9}") || !fields[2].matches("\\d{1,9}.*")) {
            throw new ProtocolException("Protocol version error");
        }
        if (Integer.parseInt(fields[1]) != 1) {
            throw new ProtocolException("Protocol version mismatch (" + Integer.parseInt(fields[1]) + " vs. 1)");
        }
    }

    int nextRequest() {
        return ++requests;
    }

    void send(String text) throws IOException {
        connection.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line without its end; bytes are characters. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder(128);
        for (int c = connection.read(); c != '\n'; c = connection.read()) {
            if (c == ServiceConnection.END || line.length() >= LINE_LIMIT) {
                throw new IOException("Connection lost to authentication server");
            }
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() {
        connection.close();
    }
}
