package org.postjames.address;

import java.util.ArrayList;
import java.util.List;
import org.postjames.address.Token.Kind;

/** Cuts text into tokens, from left to right, throwing nothing away but white space. // tok822_parse.c: tok822_scan() */
final class Scanner {
    private final String text;
    private final int limit;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Scanner(String text, int limit) {
        this.text = text;
        this.limit = limit;
    }

    /** @param limit the most tokens; 0 means all */
    static List<Token> scan(String text, int limit) {
        Scanner scanner = new Scanner(text, limit);
        scanner.run();
        return scanner.tokens;
    }

    private void run() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (isSpace(c)) {
                continue;
            }
            if (c == '(') {
                tokens.add(comment());
            } else if (c == '[') {
                tokens.add(Token.of(Kind.DOMAIN_LITERAL, until(']')));
            } else if (c == '"') {
                tokens.add(Token.of(Kind.QUOTED, until('"')));
            } else if (c != '\\' && Token.isOperator(c)) {
                tokens.add(Token.operator(c));
            } else {
                at--;
                tokens.add(atom());
            }
            if (limit > 0 && tokens.size() >= limit) {
                return;
            }
        }
    }

    private String until(char close) {
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                if (++at == text.length()) {
                    return out.toString();
                }
                c = text.charAt(at);
            } else if (c == close) {
                at++;
                return out.toString();
            }
            out.append(isSpace(c) ? ' ' : c);
            at++;
        }
        return out.toString();
    }

    private Token atom() {
        StringBuilder out = new StringBuilder();
        boolean quoted = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                if (++at == text.length()) {
                    break;
                }
                c = text.charAt(at);
            } else if (isSpace(c) || Token.isOperator(c)) {
                break;
            }
            c = isSpace(c) ? ' ' : c;
            quoted |= c == ' ' || Character.isISOControl(c) && c < 128 || Token.isOperator(c);
            out.append(c);
            at++;
        }
        return Token.of(quoted ? Kind.QUOTED : Kind.ATOM, out.toString());
    }

    /** A comment is kept in its external form: comments nest, and a backslash in front of a parenthesis must survive. */
    private Token comment() {
        int start = at - 1;
        int level = 1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '(') {
                level++;
            } else if (c == ')') {
                if (--level == 0) {
                    break;
                }
            } else if (c == '\\' && at < text.length()) {
                at++;
            }
        }
        return Token.of(Kind.COMMENT, text.substring(start, at));
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
