package org.postjames.table;

/** Rewrites a POSIX extended or Perl pattern so that {@link java.util.regex.Pattern} understands it. */
final class PatternTranslation {
    private final String in;
    private final boolean posix;
    private final boolean multiline;
    private final boolean endOnly;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private PatternTranslation(String in, boolean posix, boolean multiline, boolean endOnly) {
        this.in = in;
        this.posix = posix;
        this.multiline = multiline;
        this.endOnly = endOnly;
    }

    static String toJava(String expression, boolean posix, boolean multiline, boolean endOnly) {
        PatternTranslation translation = new PatternTranslation(expression, posix, multiline, endOnly);
        translation.run();
        return translation.out.toString();
    }

    private void run() {
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '\\' && at + 1 < in.length()) {
                escape(in.charAt(at + 1));
                at += 2;
            } else if (c == '[') {
                at++;
                bracket();
            } else if (c == '$' && !multiline && (posix || endOnly)) {
                out.append("\\z");
                at++;
            } else if (!posix && in.startsWith("(?P<", at)) {
                out.append("(?<");
                at += 4;
            } else {
                out.append(c);
                at++;
            }
        }
    }

    private void escape(char c) {
        if (!posix) {
            out.append('\\').append(c);
            return;
        }
        switch (c) {
            case '<', '>' -> out.append("\\b");
            case '`' -> out.append("\\A");
            case '\'' -> out.append("\\z");
            case 'w', 'W', 's', 'S', 'b', 'B' -> out.append('\\').append(c);
            default -> out.append(Character.isLetter(c) ? "" : "\\").append(c);
        }
    }

    /** A bracket expression; {@code at} is behind its opening. */
    private void bracket() {
        out.append('[');
        if (at < in.length() && in.charAt(at) == '^') {
            out.append('^');
            at++;
        }
        boolean first = true;
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == ']' && !first) {
                out.append(']');
                at++;
                return;
            }
            first = false;
            int end = c == '[' && in.startsWith("[:", at) ? in.indexOf(":]", at + 2) : -1;
            if (end > 0) {
                out.append(characterClass(in.substring(at + 2, end)));
                at = end + 2;
            } else if (c == '\\' && !posix && at + 1 < in.length()) {
                out.append(c).append(in.charAt(at + 1));
                at += 2;
            } else {
                out.append("[]\\&^~".indexOf(c) >= 0 ? "\\" : "").append(c);
                at++;
            }
        }
    }

    private static String characterClass(String name) {
        return switch (name) {
            case "alpha" -> "\\p{Alpha}";
            case "digit" -> "0-9";
            case "alnum" -> "\\p{Alnum}";
            case "upper" -> "\\p{Upper}";
            case "lower" -> "\\p{Lower}";
            case "space" -> "\\s";
            case "blank" -> "\\p{Blank}";
            case "punct" -> "\\p{Punct}";
            case "print" -> "\\p{Print}";
            case "graph" -> "\\p{Graph}";
            case "cntrl" -> "\\p{Cntrl}";
            case "xdigit" -> "\\p{XDigit}";
            case "word" -> "\\w";
            default -> "\\p{" + name + "}";
        };
    }
}
