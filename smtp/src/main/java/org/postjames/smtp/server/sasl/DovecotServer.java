package org.postjames.smtp.server.sasl;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.postjames.log.MailLog;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;
import org.postjames.table.ServiceAddress;

/**
 * {@code smtpd_sasl_type = dovecot}: Dovecot's auth server decides. Connections are kept for the next attempt; one of them serves one attempt at a time.
 *
 * <p>Postfix: xsasl_dovecot_server.c.
 */
final class DovecotServer implements SaslServer {
    private static final int IDLE_LIMIT = 20;

    private final ServiceAddress address;
    private final String path;
    private final String service;
    private final MailLog log;
    private final String program;
    private final Deque<DovecotConnection> idle = new ArrayDeque<>();
    private List<DovecotConnection.Mechanism> known = List.of();

    /**
     * @param path as main.cf has it, for messages
     * @param service {@code smtpd_sasl_service}
     */
    DovecotServer(ServiceAddress address, String path, String service, MailLog log, String program) {
        this.address = address;
        this.path = path;
        this.service = service;
        this.log = log;
        this.program = program;
    }

    /** Once Dovecot has answered, its mechanisms are offered also while it is away: clients then wait instead of giving their mail up. */
    @Override
    public List<String> mechanisms(SecurityOptions options) throws TemporaryAuthenticationFailure {
        List<DovecotConnection.Mechanism> all = known();
        if (all.isEmpty()) {
            release(connect());
            all = known();
        }
        return all.stream()
                .filter(mechanism -> options.allows(mechanism.properties()))
                .map(DovecotConnection.Mechanism::name)
                .toList();
    }

    private synchronized List<DovecotConnection.Mechanism> known() {
        return known;
    }

    @Override
    public SaslSession session(SaslClient client, SecurityOptions options) {
        return new DovecotSession(this, client, options);
    }

    String service() {
        return service;
    }

    void warn(String text) {
        log.warning(program, text);
    }

    /** A connection that an earlier attempt has left, or null. It may be dead. */
    synchronized @org.jspecify.annotations.Nullable DovecotConnection reuse() {
        return idle.pollLast();
    }

    DovecotConnection connect() throws TemporaryAuthenticationFailure {
        DovecotConnection connection;
        try {
            connection = DovecotConnection.open(address);
        } catch (IOException e) {
            warn("SASL: Connect to Dovecot auth socket '" + path + "' failed: " + e.getMessage());
            throw new TemporaryAuthenticationFailure("Can't connect to authentication server");
        }
        try {
            List<DovecotConnection.Mechanism> offered = connection.handshake();
            synchronized (this) {
                known = offered;
            }
            return connection;
        } catch (DovecotConnection.ProtocolException e) {
            connection.close();
            warn("SASL: " + e.getMessage());
        } catch (IOException e) {
            connection.close();
        }
        throw new TemporaryAuthenticationFailure("Can't connect to authentication server");
    }

    /** An attempt has ended with an answer. */
    void release(DovecotConnection connection) {
        synchronized (this) {
            if (idle.size() < IDLE_LIMIT) {
                idle.addLast(connection);
                return;
            }
        }
        connection.close();
    }
}
