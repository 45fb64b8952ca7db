package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.esmtp.EhloKeyword;

/** STARTTLS. // RFC 3207 */
final class StarttlsCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (words.size() != 1) {
            return session.refuse("501 5.5.4 Syntax: STARTTLS");
        }
        Optional<String> refused = session.milters.persistentBeforeLogin();
        if (refused.isPresent()) {
            return session.refuse(refused.get());
        }
        if (session.tls != null) {
            return session.refuse("554 5.5.1 Error: TLS already active");
        }
        if (!session.service.offersTls() || session.discarded.contains(EhloKeyword.STARTTLS)) {
            return session.refuse("502 5.5.1 Error: command not implemented");
        }
        if (!session.service.hasCertificate()) {
            return session.refuse("454 4.7.0 TLS not available due to local problem");
        }
        if (session.service.refusesTls(session)) {
            session.warn("Refusing STARTTLS request from " + session.clientName() + " for service "
                    + session.service.name());
            return session.refuse("454 4.7.0 Error: too many new TLS sessions from " + session.clientName());
        }
        session.reply("220 2.0.0 Ready to start TLS");
        session.wire.flush();
        session.milters.forgetHelo();
        session.helo = null;
        session.resetMail();
        session.history.end(null);
        return session.service.startTls(session);
    }
}
