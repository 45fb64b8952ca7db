package org.postjames.delivery;

/** Text that may begin with an enhanced status code. // dsn_util.c: dsn_split() */
record StatusText(String dsn, String text) {
    static StatusText split(String text, String defaultDsn) {
        int start = 0;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        int length = statusLength(text, start);
        if (length == 0) {
            return new StatusText(defaultDsn, text.substring(start));
        }
        int rest = start + length;
        while (rest < text.length() && Character.isWhitespace(text.charAt(rest))) {
            rest++;
        }
        return new StatusText(text.substring(start, start + length), text.substring(rest));
    }

    /** The length of {@code D.S.N} at {@code start}, or 0: RFC 3463 2. */
    static int statusLength(String text, int start) {
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
            while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
                i++;
            }
            if (i == digits || i - digits > 3) {
                return 0;
            }
        }
        return i == text.length() || Character.isWhitespace(text.charAt(i)) ? i - start : 0;
    }
}
