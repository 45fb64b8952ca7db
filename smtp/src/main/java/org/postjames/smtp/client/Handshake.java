package org.postjames.smtp.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.postjames.config.GlobalParameters;
import org.postjames.log.MailLog;
import org.postjames.smtp.client.tls.ClientTls;
import org.postjames.smtp.client.tls.SecuredSocket;
import org.postjames.smtp.client.tls.SecurityLevel;
import org.postjames.smtp.client.tls.TlsServer;
import org.postjames.table.TableUnavailableException;

/** The beginning of a session: greeting, EHLO or HELO, STARTTLS, AUTH. // smtp_proto.c: smtp_helo() */
final class Handshake {
    private final ClientConfig config;
    private final ClientTls tls;
    private final Credentials.Lookup passwords;
    private final MailLog log;
    private final String program;

    Handshake(ClientConfig config, ClientTls tls, Credentials.Lookup passwords, MailLog log, String program) {
        this.config = config;
        this.tls = tls;
        this.passwords = passwords;
        this.log = log;
        this.program = program;
    }

    /** What the session is for. {@code tlsNexthop}: without port or brackets. {@code plainRetry}: the mail is old enough to go without TLS when TLS fails. */
    record Purpose(String nexthop, String tlsNexthop, boolean detectLoops, boolean bestServer, boolean plainRetry) {}

    void run(SmtpConnection connection, Purpose purpose) throws ServerTroubleException {
        String phase = "receiving the initial server greeting";
        try {
            if (config.get(SmtpClientParameters.SMTP_TLS_WRAPPERMODE)) {
                startTls(connection, purpose);
            }
            Duration timeout = config.get(SmtpClientParameters.SMTP_HELO_TIMEOUT);
            ServerReply greeting = connection.reply(timeout);
            if (!greeting.isPositive()) {
                boolean soften = greeting.code() / 100 == 5 && config.get(SmtpClientParameters.SMTP_SKIP_5XX_GREETING);
                throw refused(
                        connection, greeting, soften ? "4" + greeting.dsn().substring(1) : greeting.dsn());
            }
            if (config.isLmtp()) {
                phase = "performing the LHLO handshake";
                lhlo(connection);
            } else {
                boolean esmtp = config.get(SmtpClientParameters.SMTP_ALWAYS_SEND_EHLO)
                        || greeting.text().toUpperCase(java.util.Locale.ROOT).contains("ESMTP");
                esmtp &= !config.get(SmtpClientParameters.SMTP_NEVER_SEND_EHLO);
                phase = esmtp ? "performing the EHLO handshake" : "performing the HELO handshake";
                phase = hello(connection, purpose, esmtp) ? phase : "performing the HELO handshake";
            }
            if (!connection.encrypted) {
                phase = "receiving the STARTTLS response";
                secure(connection, purpose);
            }
            phase = "performing the EHLO handshake";
            authenticate(connection, purpose);
        } catch (LocalDataException e) {
            connection.transcript.breach(Transcript.Breach.DATA);
            throw new ServerTroubleException(e.trouble(), true, false);
        } catch (SocketTimeoutException e) {
            throw broken("conversation with " + connection.nameAddress() + " timed out while " + phase);
        } catch (IOException e) {
            throw broken("lost connection with " + connection.nameAddress() + " while " + phase);
        }
    }

    /** @return whether EHLO worked */
    private boolean hello(SmtpConnection connection, Purpose purpose, boolean tryEhlo)
            throws IOException, ServerTroubleException {
        Duration timeout = config.get(SmtpClientParameters.SMTP_HELO_TIMEOUT);
        String name = config.get(SmtpClientParameters.SMTP_HELO_NAME);
        boolean esmtp = false;
        ServerReply reply = null;
        if (tryEhlo) {
            connection.command("EHLO " + name);
            reply = connection.reply(timeout);
            esmtp = reply.isPositive();
            if (reply.code() == 421) {
                throw refused(connection, reply, reply.dsn());
            }
        }
        if (reply == null || !esmtp) {
            connection.reusable = true; // a 502 for EHLO is no protocol error
            connection.command("HELO " + name);
            reply = connection.reply(timeout);
            if (!reply.isPositive()) {
                throw refused(connection, reply, reply.dsn());
            }
        }
        connection.features =
                ServerFeatures.parse(reply, esmtp, connection.tables().discarded(connection));
        String me = config.get(GlobalParameters.MYHOSTNAME);
        if (purpose.detectLoops() && esmtp && connection.features.helo().equalsIgnoreCase(me)) {
            log.warning(
                    program,
                    "host " + connection.nameAddressPort() + " replied to HELO/EHLO with my own hostname " + me);
            throw local(
                    purpose.bestServer() ? "5.4.6" : "4.4.6",
                    "mail for " + purpose.nexthop() + " loops back to myself");
        }
        return esmtp;
    }

    private void lhlo(SmtpConnection connection) throws IOException, ServerTroubleException {
        connection.command("LHLO " + config.get(SmtpClientParameters.SMTP_HELO_NAME));
        ServerReply reply = connection.reply(config.get(SmtpClientParameters.SMTP_HELO_TIMEOUT));
        if (!reply.isPositive()) {
            throw refused(connection, reply, reply.dsn());
        }
        connection.features =
                ServerFeatures.parse(reply, true, connection.tables().discarded(connection));
    }

    private void secure(SmtpConnection connection, Purpose purpose) throws IOException, ServerTroubleException {
        boolean offered = connection.features.startTls();
        SecurityLevel level = connection.policy.level();
        if (level == SecurityLevel.NONE) {
            if (offered && config.get(SmtpClientParameters.SMTP_TLS_NOTE_STARTTLS_OFFER)) {
                log.info(program, "Host offered STARTTLS: [" + connection.host + "]");
            }
            return;
        }
        if (!offered) {
            if (level.isRequired()) {
                throw local("4.7.4", "TLS is required, but was not offered by host " + connection.nameAddress());
            }
            return;
        }
        if (!tls.isAvailable()) {
            if (level.isRequired()) {
                throw local("4.7.5", "TLS is required, but our TLS engine is unavailable");
            }
            return;
        }
        connection.command("STARTTLS");
        ServerReply reply = connection.reply(config.get(SmtpClientParameters.SMTP_STARTTLS_TIMEOUT));
        if (reply.isPositive()) {
            startTls(connection, purpose);
            if (config.isLmtp()) {
                lhlo(connection);
            } else {
                hello(connection, purpose, true);
            }
        } else if (level.isRequired()) {
            throw new ServerTroubleException(
                    connection.said(
                            reply,
                            reply.dsn(),
                            "TLS is required, but host " + connection.nameAddress() + " refused to start TLS: "
                                    + reply.text()),
                    true,
                    false);
        }
    }

    private void startTls(SmtpConnection connection, Purpose purpose) throws IOException, ServerTroubleException {
        if (!tls.isAvailable()) {
            throw local("4.7.5", "TLS is required, but our TLS engine is unavailable");
        }
        TlsServer server = new TlsServer(connection.host, purpose.tlsNexthop(), connection.nameAddressPort());
        Optional<SecuredSocket> secured = connection.link() instanceof Link.Tcp tcp
                ? tls.start(
                        tcp.socket(), server, connection.policy, config.get(SmtpClientParameters.SMTP_STARTTLS_TIMEOUT))
                : Optional.empty(); // Java has no TLS over unix-domain sockets
        if (secured.isEmpty()) {
            boolean may = connection.policy.level() == SecurityLevel.MAY;
            throw new ServerTroubleException(
                    Trouble.local("4.7.5", "Cannot start TLS: handshake failure"),
                    false,
                    may && purpose.plainRetry() && !hasCredentials(connection, purpose));
        }
        connection.secure(secured.get().socket());
        connection.verified = secured.get().matched();
        connection.reusable = connection.policy.connectionReuse();
        if (connection.policy.level().mustMatch() && !connection.verified) {
            throw local("4.7.5", "Server certificate not verified");
        }
    }

    /** With a password at hand, mail does not go without TLS. */
    private boolean hasCredentials(SmtpConnection connection, Purpose purpose) {
        try {
            return config.get(SmtpClientParameters.SMTP_SASL_AUTH_ENABLE)
                    && credentials(connection, purpose).isPresent();
        } catch (TableUnavailableException e) {
            return true; // one cannot know
        }
    }

    /** The host first, then the destination. // smtp_sasl_glue.c */
    private Optional<String> credentials(SmtpConnection connection, Purpose purpose) throws TableUnavailableException {
        Optional<String> found = passwords.find(connection.host);
        return found.isPresent() ? found : passwords.find(purpose.nexthop());
    }

    private void authenticate(SmtpConnection connection, Purpose purpose) throws IOException, ServerTroubleException {
        if (!config.get(SmtpClientParameters.SMTP_SASL_AUTH_ENABLE)
                || connection.features.authMechanisms().isEmpty()) {
            return;
        }
        Optional<String> found;
        try {
            found = credentials(connection, purpose);
        } catch (TableUnavailableException e) {
            log.warning(program, config.get(SmtpClientParameters.SMTP_SASL_PASSWORD_MAPS) + " lookup error");
            connection.transcript.breach(Transcript.Breach.DATA);
            throw broken("local data error while talking to " + connection.nameAddress());
        }
        if (found.isPresent() && !found.get().isEmpty()) {
            Authentication.run(config, connection, Credentials.of(found.get()));
        }
    }

    private static ServerTroubleException refused(SmtpConnection connection, ServerReply reply, String dsn) {
        return new ServerTroubleException(
                connection.said(
                        reply, dsn, "host " + connection.nameAddress() + " refused to talk to me: " + reply.text()),
                true,
                false);
    }

    private static ServerTroubleException local(String dsn, String reason) {
        return new ServerTroubleException(Trouble.local(dsn, reason), true, false);
    }

    private static ServerTroubleException broken(String reason) {
        return new ServerTroubleException(Trouble.local("4.4.2", reason), false, false);
    }
}
