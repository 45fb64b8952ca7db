package org.postjames.table;

/** Rewrites a Perl pattern so that {@link java.util.regex.Pattern} understands it. */
final class PatternTranslation {
    private final String in;
    private final boolean dollarIsEnd;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private PatternTranslation(String in, boolean dollarIsEnd) {
        this.in = in;
        this.dollarIsEnd = dollarIsEnd;
    }

    /** @param dollarIsEnd whether {@code $} stands for the very end only, not also for the place before a last line end */
    static String toJava(String expression, boolean dollarIsEnd) {
        PatternTranslation translation = new PatternTranslation(expression, dollarIsEnd);
        translation.run();
        return translation.out.toString();
    }

    private void run() {
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '\\' && at + 1 < in.length()) {
                out.append('\\').append(in.charAt(at + 1));
                at += 2;
            } else if (c == '[') {
                at++;
                bracket();
            } else if (c == '$' && dollarIsEnd) {
                out.append("\\z");
                at++;
            } else if (in.startsWith("(?P<", at)) {
                out.append("(?<");
                at += 4;
            } else {
                out.append(c);
                at++;
            }
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
            } else if (c == '\\' && at + 1 < in.length()) {
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
