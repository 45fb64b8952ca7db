package org.postjames.address;

import java.util.List;

/**
 * One token of an RFC 822 address expression, or an address made of tokens. // tok822.h
 *
 * @param text the unquoted text; a comment keeps its parentheses; an operator is one character
 * @param parts the tokens of an {@code ADDRESS}; empty for all other kinds
 */
public record Token(Kind kind, String text, List<Token> parts) {
    /** What a token is. */
    public enum Kind {
        ATOM,
        QUOTED,
        DOMAIN_LITERAL,
        COMMENT,
        OPERATOR,
        START_GROUP,
        ADDRESS
    }

    /** The characters that stand for themselves; {@code %}, {@code !} and {@code |} are here because not all the world is RFC 822. */
    static final String OPERATORS = "|%!()<>@,;:\\\".[]";

    private static final Token[] OPERATOR_TOKENS = new Token[128];

    static {
        for (int i = 0; i < OPERATORS.length(); i++) {
            char c = OPERATORS.charAt(i);
            OPERATOR_TOKENS[c] = new Token(Kind.OPERATOR, String.valueOf(c), List.of());
        }
    }

    public static Token operator(char c) {
        return OPERATOR_TOKENS[c];
    }

    public static Token of(Kind kind, String text) {
        return new Token(kind, text, List.of());
    }

    public static Token address(List<Token> parts) {
        return new Token(Kind.ADDRESS, "", List.copyOf(parts));
    }

    public boolean is(char operator) {
        return kind == Kind.OPERATOR && text.charAt(0) == operator;
    }

    boolean isWord() {
        return kind == Kind.ATOM || kind == Kind.QUOTED || kind == Kind.DOMAIN_LITERAL;
    }

    boolean needsSpaceBeside() {
        return isWord() || kind == Kind.COMMENT || kind == Kind.ADDRESS;
    }

    static boolean isOperator(char c) {
        return c < 128 && OPERATOR_TOKENS[c] != null;
    }
}
