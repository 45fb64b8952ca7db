package org.postjames.smtp.server;

import java.util.ArrayList;
import java.util.List;

/**
 * One word of a command line, quotes and brackets included. // smtpd_token.c
 *
 * @param malformed a quote or bracket is not closed
 */
record Token(String text, boolean malformed) {
    /** Splits at white space outside {@code <…>} and {@code "…"}; {@code from:} and {@code to:} end a word. */
    static List<Token> split(String line) {
        List<Token> tokens = new ArrayList<>(6);
        Scanner scanner = new Scanner(line);
        for (Token token = scanner.next(); token != null; token = scanner.next()) {
            tokens.add(token);
        }
        return tokens;
    }

    private static final class Scanner {
        private final String line;
        private final StringBuilder word = new StringBuilder();
        private int i;
        private boolean malformed;

        Scanner(String line) {
            this.line = line;
        }

        @org.jspecify.annotations.Nullable
        Token next() {
            word.setLength(0);
            malformed = false;
            while (i < line.length()) {
                char c = line.charAt(i++);
                if (isSpace(c)) {
                    if (!word.isEmpty()) {
                        break;
                    }
                } else if (c == '<') {
                    quoted(c, '>');
                } else if (c == '"') {
                    quoted(c, '"');
                } else if (c == ':') {
                    word.append(c);
                    if (isPrefixOf("to:") || isPrefixOf("from:")) {
                        break;
                    }
                } else {
                    plain(c);
                }
            }
            return word.isEmpty() ? null : new Token(word.toString(), malformed);
        }

        private void plain(char c) {
            word.append(c);
            if (c == '\\' && i < line.length()) {
                word.append(line.charAt(i++));
            }
        }

        private boolean isPrefixOf(String keyword) {
            return keyword.regionMatches(true, 0, word.toString(), 0, word.length());
        }

        private void quoted(char open, char close) {
            StringBuilder wanted = new StringBuilder().append(close);
            word.append(open);
            while (i < line.length()) {
                char c = line.charAt(i++);
                word.append(c);
                char last = wanted.charAt(wanted.length() - 1);
                if (c == '\\') {
                    if (i < line.length()) {
                        word.append(line.charAt(i++));
                    }
                } else if (c == last) {
                    wanted.setLength(wanted.length() - 1);
                    if (wanted.isEmpty()) {
                        return;
                    }
                } else if (c == '"') {
                    wanted.append('"');
                } else if (c == '<' && last == '>') {
                    wanted.append('>');
                }
            }
            malformed = true;
        }

        private static boolean isSpace(char c) {
            return c == ' ' || c >= '\t' && c <= '\r';
        }
    }
}
