package org.postjames.smtp.server;

/** How Postfix shows bytes of a client in the log. // unescape.c, escape() */
final class Escapes {
    private Escapes() {}

    static String escape(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 11 -> out.append("\\v");
                default -> {
                    if (c >= ' ' && c < 127) {
                        out.append(c);
                    } else {
                        out.append('\\').append(octal(c));
                    }
                }
            }
        }
        return out.toString();
    }

    private static String octal(char c) {
        String digits = Integer.toOctalString(c);
        return "000".substring(digits.length()) + digits;
    }

    /** Replaces characters that would upset a header. // neuter(), smtpd.c NEUTER_CHARACTERS */
    static String neuter(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (" <>()\\\";@".indexOf(out.charAt(i)) >= 0) {
                out.setCharAt(i, '?');
            }
        }
        return out.toString();
    }

    /** Makes text fit for a comment in a header. // smtpd.c, comment_sanitize() */
    static String comment(String text) {
        StringBuilder out = new StringBuilder(text);
        int open = 0;
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c < ' ' || c >= 127 || c == '\\') {
                out.setCharAt(i, '?');
            } else if (c == '(') {
                open++;
            } else if (c == ')') {
                if (open > 0) {
                    open--;
                } else {
                    out.setCharAt(i, '?');
                }
            }
        }
        return out.append(")".repeat(open)).toString();
    }
}
