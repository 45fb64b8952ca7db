package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;

/** LHLO: LMTP's EHLO. // RFC 2033 4.1 */
final class LhloCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        if (words.size() < 2) {
            return session.refuse("501 Syntax: LHLO hostname");
        }
        return EhloCommand.introduce(session, HeloCommand.joined(words));
    }
}
