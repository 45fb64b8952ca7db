package org.postjames.smtp.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** DATA. */
final class DataCommand implements SmtpCommand {
    @Override
    public boolean run(Session session, List<Token> words) throws IOException {
        Transaction mail = session.mail;
        if (mail.chunks.begun()) {
            return session.refuse("503 5.5.1 Error: DATA after BDAT");
        }
        if (mail.recipientCount == 0) {
            boolean asked = mail.isOpen() && !session.settings.lmtp; // RFC 2033 4.2: LMTP says 503
            return session.refuse(
                    asked ? "554 5.5.1 Error: no valid recipients" : "503 5.5.1 Error: need RCPT command");
        }
        if (words.size() != 1) {
            return session.refuse("501 5.5.4 Syntax: DATA");
        }
        Optional<String> refusal = MessageContent.beforeContent(session, session.commandLine);
        if (refusal.isPresent()) {
            session.reply(refusal.get());
            return false;
        }
        if (!mail.hasDestination()) {
            // Postfix differs: smtpd(8) ends with signal 11, because its recipients stay when
            // smtpd_end_of_data_restrictions or a
            // last BDAT was refused, while the message does not
            return session.refuse("503 5.5.1 Error: need RCPT command");
        }
        MessageContent content = new MessageContent(session, false);
        session.reply("354 End data with <CR><LF>.<CR><LF>");
        session.where = "DATA content";
        new DataReader(session, content).read();
        session.where = "END-OF-MESSAGE";
        return content.finish("", mail.recipientCount);
    }
}
