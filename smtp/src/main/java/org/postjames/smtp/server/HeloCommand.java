package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postjames.access.SmtpReply;

/** HELO. */
final class HeloCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (words.size() < 2) {
            return session.refuse("501 Syntax: HELO hostname");
        }
        if (!greet(session, joined(words))) {
            return false;
        }
        session.reply("250 " + session.settings.hostname);
        return true;
    }

    /** What HELO and EHLO have in common: the name is judged and kept, and a transaction is forgotten. */
    static boolean greet(Session session, String name) throws IOException {
        if (!session.standAlone && !session.service.policy().delayReject()) {
            session.heloInQuestion = name;
            Optional<SmtpReply> refusal = session.checks.helo(session.facts(name, session.mail.sender, null));
            session.heloInQuestion = null;
            if (refusal.isPresent()) {
                session.reply(refusal.get());
                return false;
            }
        }
        Optional<String> hangup = session.milters.helo(name);
        if (hangup.isPresent()) {
            return session.refuse(hangup.get());
        }
        session.history.endTransaction();
        session.resetMail();
        session.helo = Escapes.neuter(session.printable(name));
        return true;
    }

    /** Arguments after the first belong to the name. // collapse_args() */
    static String joined(List<Token> words) {
        if (words.size() == 2) {
            return words.get(1).text();
        }
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < words.size(); i++) {
            out.append(i == 1 ? "" : " ").append(words.get(i).text());
        }
        return out.toString();
    }
}
