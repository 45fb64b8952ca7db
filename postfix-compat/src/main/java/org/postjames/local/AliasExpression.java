package org.postjames.local;

import java.util.ArrayList;
import java.util.List;

/** The right-hand side of an alias, or one line of an {@code :include:} or {@code .forward} file: a list of destinations. // aliases(5), token.c */
public final class AliasExpression {
    private static final String INCLUDE = ":include:";

    private AliasExpression() {}

    /** One destination, in the order of the text. */
    public sealed interface Destination {
        /** {@code /file/name}, or a Maildir if it ends in {@code /}. */
        record File(String path) implements Destination {}

        /** {@code ~/file/name}, with the tilde. */
        record HomeFile(String path) implements Destination {}

        /** {@code |command}, without the bar. */
        record Command(String command) implements Destination {}

        /** {@code :include:/file/name}. */
        record Include(String path) implements Destination {}

        /** An address in external form, quotes kept. */
        record Mail(String address) implements Destination {}
    }

    /** Addresses are separated by commas or white space; quotes keep text together, comments in parentheses are left out. // tok822_parse.c */
    public static List<Destination> parse(String text) {
        List<Destination> destinations = new ArrayList<>();
        Scanner scanner = new Scanner(text);
        while (scanner.next()) {
            destinations.add(destination(scanner.external.toString(), scanner.internal.toString()));
        }
        return List.copyOf(destinations);
    }

    private static Destination destination(String external, String internal) {
        if (internal.startsWith("/")) {
            return new Destination.File(internal);
        }
        if (internal.startsWith("~")) {
            return new Destination.HomeFile(internal);
        }
        if (internal.startsWith("|")) {
            return new Destination.Command(internal.substring(1));
        }
        if (internal.regionMatches(true, 0, INCLUDE, 0, INCLUDE.length())) {
            return new Destination.Include(internal.substring(INCLUDE.length()));
        }
        return new Destination.Mail(external);
    }

    private static final class Scanner {
        private final String text;
        private final StringBuilder external = new StringBuilder();
        private final StringBuilder internal = new StringBuilder();
        private int at;

        Scanner(String text) {
            this.text = text;
        }

        boolean next() {
            external.setLength(0);
            internal.setLength(0);
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '(') {
                    skipComment();
                } else if (c == ',' || Character.isWhitespace(c)) {
                    at++;
                    if (!external.isEmpty()) {
                        if (isPhrase()) {
                            external.setLength(0);
                            internal.setLength(0);
                        } else {
                            return true;
                        }
                    }
                } else if (c == '"') {
                    quoted();
                } else if (c == '<') {
                    return angle();
                } else {
                    external.append(c);
                    internal.append(c);
                    at++;
                }
            }
            return !external.isEmpty();
        }

        /** Whether what was read is the name before {@code <address>}. */
        private boolean isPhrase() {
            boolean quoted = false;
            for (int i = at; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"') {
                    quoted = !quoted;
                } else if (!quoted && c == '<') {
                    return true;
                } else if (!quoted && c == ',') {
                    return false;
                }
            }
            return false;
        }

        private boolean angle() {
            external.setLength(0);
            internal.setLength(0);
            at++;
            while (at < text.length() && text.charAt(at) != '>') {
                if (text.charAt(at) == '"') {
                    quoted();
                } else {
                    external.append(text.charAt(at));
                    internal.append(text.charAt(at));
                    at++;
                }
            }
            at++;
            return true;
        }

        private void quoted() {
            external.append('"');
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    external.append('\\');
                    at++;
                }
                external.append(text.charAt(at));
                internal.append(text.charAt(at));
                at++;
            }
            external.append('"');
            at++;
        }

        private void skipComment() {
            int depth = 0;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '\\') {
                    at++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    return;
                }
            }
        }
    }
}
