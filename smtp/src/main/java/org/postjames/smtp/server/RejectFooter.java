package org.postjames.smtp.server;

import java.util.Optional;
import org.postjames.access.DsnText;
import org.postjames.access.SmtpdFacts;

/** {@code smtpd_reject_footer}: text that every 4xx and 5xx reply ends with. // smtp_reply_footer.c */
final class RejectFooter {
    private RejectFooter() {}

    /** Lines are separated by {@code \n} in the template; {@code \c} at its start continues the reply's own line. */
    static String append(String reply, String template, Session session) {
        String code = reply.substring(0, 3);
        String dsn =
                DsnText.of("", reply.length() > 4 ? reply.substring(4) : "").dsn();
        String enhanced = dsn.isEmpty() ? "" : dsn + " ";
        SmtpdFacts facts = session.facts(session.helo, session.mail.sender, session.mail.firstRecipient);
        boolean continues = template.startsWith("\\c");
        StringBuilder out = new StringBuilder(reply);
        for (String line : (continues ? template.substring(2) : template).split("\\\\n", -1)) {
            Optional<String> expanded = session.service.policy().expand(line, facts);
            if (expanded.isEmpty()) {
                return reply; // it is malformed
            }
            if (!continues) {
                out.append("\r\n").append(code).append(' ').append(enhanced);
            }
            out.append(expanded.get());
            continues = false;
        }
        return out.toString();
    }
}
