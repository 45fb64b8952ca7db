package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.esmtp.EhloKeyword;
import org.postjames.smtp.server.sasl.SaslSession;
import org.postjames.smtp.server.sasl.SaslStep;

/** AUTH. // RFC 4954, smtpd_sasl_proto.c */
final class AuthCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.service.refusesAuth(session)) {
            return session.refuse("450 4.7.1 Error: too many AUTH commands from " + session.client.address());
        }
        if (session.settings.heloRequired && session.helo == null) {
            return session.refuse("503 5.5.1 Error: send HELO/EHLO first");
        }
        if (session.standAlone || session.sasl == null || session.discarded.contains(EhloKeyword.AUTH)) {
            return session.refuse("503 5.5.1 Error: authentication not enabled");
        }
        if (session.mail.isOpen()) {
            return session.refuse("503 5.5.1 Error: MAIL transaction in progress");
        }
        Optional<String> refused = session.milters.persistentBeforeLogin();
        if (refused.isPresent()) {
            return session.refuse(refused.get());
        }
        if (session.settings.tlsAuthOnly && session.tls == null) {
            return session.refuse("504 5.5.4 Encryption required for requested authentication mechanism");
        }
        if (session.saslUsername != null) {
            return session.refuse("503 5.5.1 Error: already authenticated");
        }
        if (words.size() < 2 || words.size() > 3) {
            return session.refuse("501 5.5.4 Syntax: AUTH mechanism");
        }
        return authenticate(
                session,
                session.sasl.session(),
                words.get(1).text(),
                words.size() == 3 ? words.get(2).text() : null);
    }

    private static boolean authenticate(Session session, SaslSession sasl, String name, @Nullable String initial)
            throws IOException {
        SaslStep step = sasl.first(name, initial);
        while (step instanceof SaslStep.Challenge(String challenge)) {
            boolean answered = false;
            try {
                session.reply("334 " + challenge);
                answered = hasAnswer(session, name);
            } finally {
                if (!answered) {
                    sasl.abort();
                }
            }
            if (!answered) {
                return false;
            }
            step = sasl.next(session.wire.text());
        }
        return switch (step) {
            case SaslStep.Done(String user) -> {
                session.reply("235 2.7.0 Authentication successful");
                session.saslUsername = session.printable(user);
                session.saslMethod = session.printable(name);
                yield true;
            }
            case SaslStep.Failed(String reason, String user, boolean temporary) -> {
                session.warn(session.clientName() + ": SASL " + cut(session.printable(name))
                        + " authentication failed: " + (reason.isEmpty() ? "(reason unavailable)" : reason)
                        + ", sasl_username="
                        + (user.isEmpty() ? "(unavailable)" : cut(session.printable(user))));
                yield session.refuse(
                        temporary
                                ? "454 4.7.0 Temporary authentication failure: " + reason
                                : "535 5.7.8 Error: authentication failed: " + reason);
            }
            case SaslStep.Challenge challenge -> throw new IllegalStateException("answered above: " + challenge);
        };
    }

    /** Reads the client's response; false if there is none to use, and the client knows it. */
    private static boolean hasAnswer(Session session, String name) throws IOException {
        session.wire.readRecord(session.settings.saslResponseLimit);
        if (!session.wire.complete()) {
            session.wire.skipLine();
            // Postfix differs: it logs the beginning of a response that is too long; here it is left out, because it
            // may
            // be a password
            session.warn(session.clientName() + ": request longer than " + session.settings.saslResponseLimit
                    + ": (authentication data)...");
            return session.refuse("500 5.5.6 SASL response limit exceeded");
        }
        if (session.wire.text().equals("*")) {
            session.warn(session.clientName() + ": SASL " + name + " authentication aborted");
            return session.refuse("501 5.7.0 Authentication aborted");
        }
        return true;
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(100, text.length()));
    }
}
