package org.postjames.access;

/**
 * One SMTP reply of one line. A reply without enhanced status code has an empty {@code dsn}.
 *
 * @param code three digits, 200 to 599
 * @param dsn {@code D.S.N} or empty
 */
public record SmtpReply(int code, String dsn, String text) {
    /** {@code 554 5.7.1 text}, without line end. */
    @Override
    public String toString() {
        return dsn.isEmpty() ? code + " " + text : code + " " + dsn + " " + text;
    }
}
