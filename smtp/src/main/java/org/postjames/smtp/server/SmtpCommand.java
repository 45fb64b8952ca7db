package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;

/** What one SMTP command does. Stateless. */
@FunctionalInterface
interface SmtpCommand {
    /**
     * @param words the command line, the command itself first
     * @return whether it was successful; if not it counts as an error
     */
    boolean run(Session session, List<Token> words) throws IOException;
}
