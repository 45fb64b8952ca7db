package org.postjames.cleanup;

import org.postjames.access.SmtpReply;

/**
 * What the text behind REJECT in a check means.
 *
 * @param reason with its enhanced status code, as the log shows it
 */
record Refusal(CleanupStatus status, String reason, SmtpReply reply) {
    /** @param text may begin with an enhanced status code, and may be empty */
    static Refusal of(String text, Problems problems) {
        String reason = text.isEmpty()
                ? CleanupStatus.CONTENT.dsn + " " + CleanupStatus.CONTENT.text
                : startsWithStatus(text) ? text : "5.7.1 " + text;
        if (reason.charAt(0) != '4' && reason.charAt(0) != '5') {
            problems.plainWarning("bad DSN action in " + text + " -- need 4.x.x or 5.x.x");
            reason = "4" + reason.substring(1);
        }
        CleanupStatus status = reason.charAt(0) == '4' ? CleanupStatus.DEFER : CleanupStatus.CONTENT;
        int space = reason.indexOf(' ');
        String dsn = space < 0 ? reason : reason.substring(0, space);
        String rest = space < 0 ? "" : reason.substring(space).strip();
        return new Refusal(status, reason, new SmtpReply(status.code, dsn, rest));
    }

    /** {@code 5.7.1} at the beginning. // dsn_valid() */
    private static boolean startsWithStatus(String text) {
        int end = 0;
        int dots = 0;
        int digits = 0;
        while (end < text.length() && text.charAt(end) != ' ' && text.charAt(end) != '\t') {
            char c = text.charAt(end++);
            if (c == '.') {
                if (digits == 0 || ++dots > 2) {
                    return false;
                }
                digits = 0;
            } else if (c < '0' || c > '9' || ++digits > (dots == 0 ? 1 : 3)) {
                return false;
            }
        }
        return dots == 2 && digits > 0 && "245".indexOf(text.charAt(0)) >= 0;
    }
}
