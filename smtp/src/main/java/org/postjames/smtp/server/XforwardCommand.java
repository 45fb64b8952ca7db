package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;

/** XFORWARD, as Postfix answers clients that may not use it. */
final class XforwardCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (session.mail.isOpen()) {
            return session.refuse("503 5.5.1 Error: MAIL transaction in progress");
        }
        if (words.size() < 2) {
            return session.refuse("501 5.5.4 Syntax: XFORWARD attribute=value...");
        }
        return session.refuse("550 5.7.0 Error: insufficient authorization");
    }
}
