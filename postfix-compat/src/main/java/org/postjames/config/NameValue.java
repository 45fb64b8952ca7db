package org.postjames.config;

/** {@code name = value}. // split_nameval(3) */
public record NameValue(String name, String value) {
    /** @throws IllegalArgumentException with Postfix's words if the text has another form */
    public static NameValue parse(String text) {
        int start = 0;
        while (start < text.length() && LogicalLines.isSpace(text.charAt(start))) {
            start++;
        }
        if (start == text.length() || text.charAt(start) == '=') {
            throw new IllegalArgumentException("missing attribute name");
        }
        int end = start;
        while (end < text.length() && text.charAt(end) != '=' && !LogicalLines.isSpace(text.charAt(end))) {
            end++;
        }
        int equals = end;
        while (equals < text.length() && LogicalLines.isSpace(text.charAt(equals))) {
            equals++;
        }
        if (equals == text.length() || text.charAt(equals) != '=') {
            throw new IllegalArgumentException("missing '=' after attribute name");
        }
        return new NameValue(text.substring(start, end), LogicalLines.trim(text.substring(equals + 1)));
    }
}
