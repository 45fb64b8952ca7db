package org.postjames.config;

/** What stands between {@code ${} and {@code }}, read from left to right. // mac_expand.c: mac_expand_callback() */
final class MacroText {
    private static final String OPERATOR_CHARACTERS = "<>!=?+-*/~&|%";

    private final String text;
    private int at;

    MacroText(String text) {
        this.text = text;
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < text.length() && LogicalLines.isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Whether a <code>{</code> comes next, after white space. */
    boolean atBrace() {
        int i = skipSpace(at);
        if (i < text.length() && text.charAt(i) == '{') {
            at = i;
            return true;
        }
        return false;
    }

    boolean atEnd() {
        return at == text.length();
    }

    String rest() {
        return text.substring(at);
    }

    /** The text inside the braces that begin here; white space after them is skipped. */
    String payload() {
        int close = Expansion.closing(text, at);
        if (close < 0) {
            throw new IllegalArgumentException("unbalanced {} in attribute expression: \"" + rest() + "\"");
        }
        String payload = text.substring(at + 1, close);
        at = skipSpace(close + 1);
        return payload;
    }

    /** Text in braces, or all the rest. */
    String operand() {
        if (atBrace()) {
            return payload();
        }
        String rest = rest();
        at = text.length();
        return rest;
    }

    String name() {
        at = skipSpace(0);
        int start = at;
        while (at < text.length() && Expansion.isNameCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    /** {@code ?} or {@code :} after a name, or 0 at the end. */
    char operatorAfterName() {
        int i = skipSpace(at);
        if (i == text.length()) {
            at = i;
            return 0;
        }
        char operator = text.charAt(i);
        if (operator != '?' && operator != ':') {
            throw new IllegalArgumentException("attribute name syntax error at: \"..."
                    + text.substring(0, at)
                    + ">>>"
                    + Expansion.shorten(rest())
                    + "\"");
        }
        at = i + 1;
        return operator;
    }

    char operatorAfterRelation() {
        if (atEnd()) {
            return 0;
        }
        char operator = text.charAt(at);
        if (operator != '?' && operator != ':') {
            throw new IllegalArgumentException(
                    "\"?\" or \":\" expected at: \"...}>>>" + Expansion.shorten(rest()) + "\"");
        }
        at++;
        return operator;
    }

    void expectColon(String before) {
        if (text.charAt(at) != ':') {
            throw new IllegalArgumentException(
                    "\":\" expected at: \"..." + before + "}>>>" + Expansion.shorten(rest()) + "\"");
        }
        at++;
    }

    /** {@code ==} and the like, with its suffix: {@code level}. */
    String relationalOperator(String left) {
        int start = at;
        while (at < text.length() && OPERATOR_CHARACTERS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String operator = text.substring(start, at);
        if (!Comparison.isOperator(operator)) {
            throw new IllegalArgumentException("\"==\" or \"!=\"\" or \"<\"\" or \"<=\"\" or \">=\"\" or \">\""
                    + " expected at: \"..."
                    + left
                    + "}>>>"
                    + Expansion.shorten(text.substring(start))
                    + "\"");
        }
        int suffix = at;
        while (at < text.length() && text.charAt(at) < 128 && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String type = text.substring(suffix, at);
        if (!type.isEmpty() && !type.equals("level")) {
            throw new IllegalArgumentException("bad operator suffix at: \"..." + operator + ">>>" + type + "\"");
        }
        return operator + type;
    }

    String rightOperand(String left, String operator) {
        if (!atBrace()) {
            String plain = operator.endsWith("level") ? operator.substring(0, operator.length() - 5) : operator;
            throw new IllegalArgumentException("\"{expression}\" expected at: \"...{"
                    + left
                    + "} "
                    + plain
                    + ">>>"
                    + Expansion.shorten(rest())
                    + "\"");
        }
        return payload();
    }
}
