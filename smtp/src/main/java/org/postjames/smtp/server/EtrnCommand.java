package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.access.HostNames;
import org.postjames.access.SmtpReply;

/** ETRN. Its replies have no enhanced status codes. // RFC 1985 */
final class EtrnCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.settings.heloRequired && session.helo == null) {
            return session.refuse("503 Error: send HELO/EHLO first");
        }
        if (session.mail.isOpen()) {
            return session.refuse("503 Error: MAIL transaction in progress");
        }
        if (words.size() != 2) {
            return session.refuse("500 Syntax: ETRN domain");
        }
        String argument = words.get(1).text();
        String domain = argument.startsWith("@") || argument.startsWith("#") ? argument.substring(1) : argument;
        boolean literal = domain.length() > 2
                && domain.startsWith("[")
                && domain.endsWith("]")
                && HostNames.isMailHostAddress(domain.substring(1, domain.length() - 1));
        if (!literal && !HostNames.isHostName(domain)) {
            return session.refuse("501 Error: invalid parameter syntax");
        }
        if (session.standAlone) {
            session.warn("do not use ETRN in \"sendmail -bs\" mode");
            return session.refuse("458 Unable to queue messages");
        }
        Optional<SmtpReply> refusal = session.checks.etrn(session.facts(session.helo, null, null, domain));
        if (refusal.isPresent()) {
            session.reply(refusal.get());
            return false;
        }
        // Postfix differs: flush(8) would deliver that domain's mail, because the flush service is not built yet
        session.warn("unable to talk to fast flush service");
        return session.refuse("458 Unable to queue messages");
    }
}
