package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;

/** RSET. */
final class RsetCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (words.size() != 1) {
            return session.refuse("501 5.5.4 Syntax: RSET");
        }
        session.history.endTransaction();
        session.resetMail();
        session.reply("250 2.0.0 Ok");
        return true;
    }
}
