package org.postjames.command;

/** A line of postconf's output: white space made single, and folded before column 80 where asked for. // postconf_print.c */
final class FoldedLine {
    static final int LIMIT = 80;
    static final String INDENT = "    ";

    private FoldedLine() {}

    static void append(StringBuilder out, boolean fold, String text) {
        int length = 0;
        int i = 0;
        while (i < text.length()) {
            int end = i;
            while (end < text.length() && !isSeparator(text.charAt(end))) {
                end++;
            }
            int word = end - i;
            if (word > 0) {
                if (length > 0 && (!fold || length + word < LIMIT)) {
                    out.append(' ');
                    length++;
                } else if (length > 0) {
                    out.append('\n').append(INDENT);
                    length = INDENT.length();
                }
                out.append(text, i, end);
                length += word;
            }
            i = end + 1;
        }
        out.append('\n');
    }

    static boolean isSeparator(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
