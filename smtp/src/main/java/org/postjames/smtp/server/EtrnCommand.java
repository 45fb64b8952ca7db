package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.access.HostNames;
import org.postjames.access.SmtpReply;
import org.postjames.control.ControlReply;

/** ETRN. Its replies have no enhanced status codes. // RFC 1985 */
final class EtrnCommand implements SmtpCommand {
    private static final int SHOWN = 100;

    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.settings.heloRequired && session.helo == null) {
            return session.refuse("503 Error: send HELO/EHLO first");
        }
        Optional<String> refused = session.milters.persistent();
        if (refused.isPresent()) {
            return session.refuse(refused.get());
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
        return flush(session, domain);
    }

    private static boolean flush(Session session, String domain) throws IOException {
        ControlReply.Status status = session.service.flush().site(domain).status();
        String shown = domain.substring(0, Math.min(SHOWN, domain.length()));
        return switch (status) {
            case OK -> {
                session.reply("250 Queuing started");
                yield true;
            }
            case DENY -> {
                session.warn("reject: ETRN " + shown + "... from " + session.clientName());
                yield session.refuse("459 <" + domain + ">: service unavailable");
            }
            case BAD -> {
                session.warn("bad ETRN " + shown + "... from " + session.clientName());
                yield session.refuse("458 Unable to queue messages");
            }
            case FAIL -> {
                session.warn("unable to talk to fast flush service");
                yield session.refuse("458 Unable to queue messages");
            }
        };
    }
}
