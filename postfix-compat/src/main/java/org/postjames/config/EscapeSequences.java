package org.postjames.config;

/** The C-like escape sequences in values such as those of {@code message_strip_characters} and {@code smtpd_expansion_filter}. // unescape.c */
public final class EscapeSequences {
    private EscapeSequences() {}

    /** @return the characters that are meant, each a byte: {@code \t}, {@code \40}, {@code \\}; a backslash at the end means nothing */
    public static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            if (++i == text.length()) {
                break;
            }
            int end = i;
            while (end < text.length() && end < i + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
                end++;
            }
            if (end > i) {
                out.append((char) (Integer.parseInt(text.substring(i, end), 8) & 0xff));
                i = end - 1;
            } else {
                int known = "abfnrtv".indexOf(text.charAt(i));
                out.append(known < 0 ? text.charAt(i) : "\u0007\b\f\n\r\t\u000b".charAt(known));
            }
        }
        return out.toString();
    }
}
