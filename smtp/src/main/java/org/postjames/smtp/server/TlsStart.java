package org.postjames.smtp.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.postjames.access.ClientCertificate;
import org.postjames.smtp.server.tls.Handshaken;
import org.postjames.smtp.server.tls.ServerTls;
import org.postjames.smtp.server.tls.TlsLog;
import org.postjames.tls.CipherNames;
import org.postjames.tls.TlsLogFeature;

/** Turns a session into an encrypted one, and says so in the log. // smtpd_start_tls(), tls_server_start() */
final class TlsStart {
    private final ServerTls tls;
    private final Anvil anvil;
    private final int limit;

    TlsStart(ServerTls tls, SmtpdSettings settings, Anvil anvil) {
        this.tls = tls;
        this.anvil = anvil;
        this.limit = settings.config.get(SmtpdParameters.SMTPD_CLIENT_NEW_TLS_SESSION_RATE_LIMIT);
    }

    /** Whether this client has begun too many TLS sessions of late to begin one more. */
    boolean refuses(Session session) {
        return limit > 0
                && session.service.isLimited(session)
                && anvil.current(Anvil.Event.NEWTLS, session.service.counted(session)) > limit;
    }

    /**
     * Negotiates; the session goes on encrypted or ends.
     *
     * @return the 421 with which it ends after all, if the certificate is missing, or sessions are too many
     */
    Optional<String> start(Session session) throws IOException {
        String client = session.clientName();
        if (tls.logs(TlsLogFeature.VERBOSE)) {
            session.info("setting up TLS connection from " + client);
            session.info(client + ": TLS cipher list \"" + tls.cipherList() + "\"");
        }
        Handshaken done = handshake(session);
        done.socket().setSoTimeout(session.settings.timeout);
        session.connection.encrypted(done.socket());
        session.wire.switchTo(done.socket().getInputStream(), done.socket().getOutputStream());
        SSLSession negotiated = done.socket().getSession();
        String suite = negotiated.getCipherSuite();
        int bits = CipherNames.bits(suite);
        session.tls =
                new TlsFacts(negotiated.getProtocol(), CipherNames.openSsl(suite), bits, bits, done.certificate());
        log(session, done);
        session.saslUsername = null;
        session.saslMethod = null;
        if (!done.reused() && countsTooMany(session)) {
            return Optional.of(
                    "421 4.7.0 " + session.settings.hostname + " Error: too many new TLS sessions from " + client);
        }
        if (tls.requiresCertificates()
                && (done.certificate() == null || !done.certificate().trusted())) {
            String problem =
                    done.certificate() == null ? "No client certificate presented" : "Client certificate not trusted";
            session.info("NOQUEUE: abort: TLS from " + client + ": " + problem);
            if (!tls.wrapperMode()) {
                session.wire.readRecord(session.settings.lineLimit);
            }
            return Optional.of("421 4.7.1 " + session.settings.hostname + " Error: " + problem);
        }
        return Optional.empty();
    }

    private Handshaken handshake(Session session) throws IOException {
        try {
            return tls.accept(
                    session.connection.socket(), session.settings.starttlsTimeout, new SessionTlsLog(session));
        } catch (SocketTimeoutException e) {
            session.info("SSL_accept error from " + session.clientName() + ": Connection timed out");
        } catch (IOException e) {
            session.info("SSL_accept error from " + session.clientName() + ": "
                    + (e instanceof EOFException || e.getCause() instanceof EOFException ? "lost connection" : "-1"));
        }
        countsTooMany(session);
        throw new LostConnectionException();
    }

    private boolean countsTooMany(Session session) {
        if (limit <= 0 || !session.service.isLimited(session)) {
            return false;
        }
        int rate = anvil.count(Anvil.Event.NEWTLS, session.service.counted(session));
        if (rate > limit) {
            session.warn("New TLS session rate limit exceeded: " + rate + " from " + session.clientName()
                    + " for service " + session.service.name());
        }
        return rate > limit;
    }

    private void log(Session session, Handshaken done) {
        String client = session.clientName();
        ClientCertificate certificate = done.certificate();
        if (done.reused() && tls.logs(TlsLogFeature.CACHE)) {
            session.info(client + ": Reusing old session (RFC 5077 session ticket)");
        }
        if (certificate != null && tls.logs(TlsLogFeature.VERBOSE)) {
            session.info("subject=" + done.subject());
            session.info("issuer=" + done.issuer());
        }
        if (certificate != null && (tls.logs(TlsLogFeature.VERBOSE) || tls.logs(TlsLogFeature.PEERCERT))) {
            session.info(client + ": subject_CN=" + certificate.commonName() + ", issuer=" + certificate.issuerName()
                    + ", fingerprint=" + certificate.fingerprint() + ", pkey_fingerprint="
                    + certificate.keyFingerprint());
        }
        boolean untrusted = !done.problem().isEmpty() && tls.logs(TlsLogFeature.UNTRUSTED);
        if (untrusted && done.reused()) {
            session.info(client + ": re-using session with untrusted certificate, look for details earlier in the log");
        } else if (untrusted) {
            boolean dated = done.problem().startsWith("certificate ");
            session.info(
                    (dated ? "client " : "") + "certificate verification failed for " + client + ": " + done.problem());
        }
        if (tls.logs(TlsLogFeature.SUMMARY) && session.tls != null) {
            // Postfix differs: it also names key exchange and signatures, because the JDK does not tell them
            String name = done.serverName().isEmpty() ? "" : " to " + done.serverName();
            session.info(
                    session.tls.trust() + " TLS connection established from " + client + name + ": " + session.tls);
        }
    }

    private record SessionTlsLog(Session session) implements TlsLog {
        @Override
        public String client() {
            return session.clientName();
        }

        @Override
        public void info(String text) {
            session.info(text);
        }

        @Override
        public void warn(String text) {
            session.warn(text);
        }
    }
}
