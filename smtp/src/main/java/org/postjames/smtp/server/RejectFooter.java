package org.postjames.smtp.server;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import org.postjames.access.DsnText;

/** {@code smtpd_reject_footer}: text that every 4xx and 5xx reply ends with. // smtp_reply_footer.c */
final class RejectFooter {
    private RejectFooter() {}

    /** Lines are separated by {@code \n} in the template; {@code \c} at its start continues the reply's own line. */
    static String append(String reply, String template, Session session) {
        String code = reply.substring(0, 3);
        String dsn =
                DsnText.of("", reply.length() > 4 ? reply.substring(4) : "").dsn();
        String enhanced = dsn.isEmpty() ? "" : dsn + " ";
        StringBuilder out = new StringBuilder(reply);
        String rest = template;
        if (rest.startsWith("\\c")) {
            int end = rest.indexOf("\\n");
            out.append(expand(rest.substring(2, end < 0 ? rest.length() : end), session));
            if (end < 0) {
                return out.toString();
            }
            rest = rest.substring(end + 2);
        }
        for (String line : rest.split("\\\\n", -1)) {
            out.append("\r\n").append(code).append(' ').append(enhanced).append(expand(line, session));
        }
        return out.toString();
    }

    private static String expand(String line, Session session) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            if (c != '$' || i + 1 == line.length()) {
                out.append(c);
                i++;
                continue;
            }
            boolean braced = line.charAt(i + 1) == '{';
            int begin = braced ? i + 2 : i + 1;
            int end = begin;
            while (end < line.length() && (Character.isLetterOrDigit(line.charAt(end)) || line.charAt(end) == '_')) {
                end++;
            }
            out.append(value(line.substring(begin, end), session));
            i = braced && end < line.length() ? end + 1 : end;
        }
        return out.toString();
    }

    private static String value(String name, Session session) {
        return switch (name) {
            case "client_address" -> session.client.address();
            case "client_name" -> session.client.name();
            case "client_port" -> session.clientPort;
            case "client" -> session.client.nameAndAddress();
            case "reverse_client_name" -> session.client.reverseName();
            case "helo_name" -> session.helo == null ? "" : session.helo;
            case "sender" -> session.mail.sender == null ? "" : session.mail.sender.toString();
            case "recipient" -> session.mail.firstRecipient == null ? "" : session.mail.firstRecipient.toString();
            case "server_name" -> session.settings.hostname;
            case "sasl_username" -> session.saslUsername == null ? "" : session.saslUsername;
            case "localtime" -> LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString();
            default -> "";
        };
    }
}
