package org.postjames.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/** The logical lines of a configuration file: continuation lines joined, comments and blank lines gone. // readlline(3) */
public final class LogicalLines {
    private static final int QUOTED = 30;

    /** One logical line and the place where it begins. Text keeps the white space that continuation lines begin with. */
    public record Line(Origin origin, String text) {}

    private LogicalLines() {}

    /** @param warnings gets what Postfix says of lines that it skips */
    public static List<Line> read(Path file, List<Diagnostic> warnings) throws IOException {
        return parse(file.toString(), Files.readAllBytes(file), warnings);
    }

    static List<Line> parse(String file, byte[] content, List<Diagnostic> warnings) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<Line> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int first = 0;
        int number = 0;
        for (int start = 0; start < text.length(); ) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            number++;
            int ink = start;
            while (ink < end && isSpace(text.charAt(ink))) {
                ink++;
            }
            if (ink < end && text.charAt(ink) != '#') {
                if (ink == start && !joined.isEmpty()) {
                    add(lines, file, first, joined, warnings);
                }
                if (joined.isEmpty()) {
                    first = number;
                }
                joined.append(text, start, end);
            }
            start = end + 1;
        }
        if (!joined.isEmpty()) {
            add(lines, file, first, joined, warnings);
        }
        return lines;
    }

    private static void add(List<Line> lines, String file, int first, StringBuilder joined, List<Diagnostic> warnings) {
        String text = joined.toString();
        joined.setLength(0);
        Origin origin = new Origin(file, first);
        if (isSpace(text.charAt(0))) {
            String shown = text.length() > QUOTED ? text.substring(0, QUOTED) + "..." : text;
            warnings.add(Diagnostic.warning(
                    new Origin(file, 0), "logical line must not start with whitespace: \"" + shown + "\""));
            return;
        }
        lines.add(new Line(origin, text));
    }

    /** White space as C's {@code isspace} sees it, in ASCII only. */
    static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** {@code text} without white space around it. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
