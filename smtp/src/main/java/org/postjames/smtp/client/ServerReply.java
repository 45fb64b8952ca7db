package org.postjames.smtp.client;

/**
 * A server's complete reply.
 *
 * @param code three digits
 * @param dsn the reply's own {@code D.S.N}, or {@code 2.0.0}, {@code 4.0.0}, {@code 5.0.0}; {@code 5.5.0} where the code has no class of its own
 * @param text all lines, joined by blanks
 * @param lines all lines, joined by newlines
 */
record ServerReply(int code, String dsn, String text, String lines) {
    /** Joined lines and the last one, from which the code and the status are read. // smtp_chat.c: smtp_chat_resp() */
    static ServerReply of(String joined, String last) {
        int code = Integer.parseInt(last.substring(0, 3));
        char first = last.charAt(0);
        String dsn = "5.5.0";
        if (first == '2' || first == '4' || first == '5') {
            int start = Math.min(4, last.length());
            while (start < last.length() && last.charAt(start) == ' ') {
                start++;
            }
            int length = statusLength(last, start);
            dsn = length > 0 && last.charAt(start) == first ? last.substring(start, start + length) : first + ".0.0";
        }
        return new ServerReply(code, dsn, joined.replace('\n', ' '), joined);
    }

    boolean isPositive() {
        return code / 100 == 2;
    }

    /** The length of {@code D.S.N} at {@code start}, or 0. // dsn_util.c: dsn_valid() */
    private static int statusLength(String text, int start) {
        int i = start;
        if (i >= text.length() || "245".indexOf(text.charAt(i)) < 0) {
            return 0;
        }
        i++;
        for (int part = 0; part < 2; part++) {
            if (i >= text.length() || text.charAt(i) != '.') {
                return 0;
            }
            int digits = i + 1;
            i = digits;
            while (i < text.length() && Character.isDigit(text.charAt(i))) {
                i++;
            }
            if (i == digits || i - digits > 3) {
                return 0;
            }
        }
        return i == text.length() || Character.isWhitespace(text.charAt(i)) ? i - start : 0;
    }
}
