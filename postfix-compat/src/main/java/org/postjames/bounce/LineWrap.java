package org.postjames.bounce;

import java.io.IOException;

/** Breaks a long text at blanks: the first line begins at the margin, the others are indented. A word that is too long stays whole. // line_wrap(3) */
final class LineWrap {
    private LineWrap() {}

    static void wrap(String text, int length, int indent, ReportLines out) throws IOException {
        int start = 0;
        int word = 0;
        String margin = "";
        int room = length;
        while (word >= 0) {
            int space = nextBlank(text, word);
            if (word > start && space - start > room) {
                out.line(margin + text.substring(start, word).stripTrailing());
                while (word < text.length() && Character.isWhitespace(text.charAt(word))) {
                    word++;
                }
                if (start == 0) {
                    margin = " ".repeat(indent);
                    room -= indent;
                }
                start = word;
                space = Math.max(space, word);
            }
            word = space < text.length() ? space + 1 : -1;
        }
        out.line(margin + text.substring(start).stripTrailing());
    }

    private static int nextBlank(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != ' ' && text.charAt(i) != '\t') {
            i++;
        }
        return i;
    }
}
