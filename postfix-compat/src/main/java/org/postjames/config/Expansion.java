package org.postjames.config;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code $name} expansion of one text. // mac_expand(3), mac_parse(3)
 *
 * <p>A syntax error is an {@code IllegalArgumentException} with the words of Postfix's warning.
 */
final class Expansion {
    private static final int MAX_DEPTH = 100;
    private static final int SHOWN = 20;

    private final Function<String, Optional<String>> values;
    /** Only names the macros: both branches of a conditional are visited, and values are not expanded again. */
    private final boolean scan;
    /** Gets the names that have no value and no text for that case; then values are not expanded again. // mac_expand(3) without MAC_EXP_FLAG_RECURSE */
    private final @Nullable Consumer<String> undefined;

    private final StringBuilder out = new StringBuilder();
    private int depth;

    private Expansion(Function<String, Optional<String>> values, boolean scan, @Nullable Consumer<String> undefined) {
        this.values = values;
        this.scan = scan;
        this.undefined = undefined;
    }

    /** The text with each {@code $name} replaced, and each {@code $name} in their values, too. */
    static String expand(String text, Function<String, Optional<String>> values) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        Expansion expansion = new Expansion(values, false, null);
        expansion.parse(text);
        return expansion.out.toString();
    }

    /** The text with each {@code $name} replaced by a value that is taken as it is; names without one go to {@code undefined}. */
    static String expandOnce(String text, Function<String, Optional<String>> values, Consumer<String> undefined) {
        Expansion expansion = new Expansion(values, false, undefined);
        expansion.parse(text);
        return expansion.out.toString();
    }

    /** Calls {@code names} for each name that the text mentions. */
    static void scan(String text, Function<String, Optional<String>> names) {
        if (text.indexOf('$') >= 0) {
            new Expansion(names, true, null).parse(text);
        }
    }

    private void parse(String text) {
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '$') {
                literal.append(c);
                i++;
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '$') {
                literal.append('$');
                i += 2;
            } else {
                flush(literal);
                i = macro(text, i + 1);
            }
        }
        flush(literal);
    }

    private void flush(StringBuilder literal) {
        if (!literal.isEmpty()) {
            checkDepth(literal);
            if (!scan) {
                out.append(literal);
            }
            literal.setLength(0);
        }
    }

    private void checkDepth(CharSequence what) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("unreasonable macro call nesting: \"" + what + "\"");
        }
    }

    /** One macro after its {@code $}; returns where the text goes on. */
    private int macro(String text, int start) {
        int next;
        String body;
        char open = start < text.length() ? text.charAt(start) : ' ';
        if (open == '{' || open == '(') {
            next = closing(text, start, open == '{' ? '}' : ')') + 1;
            if (next == 0) {
                throw new IllegalArgumentException("truncated macro reference: \"" + text + "\"");
            }
            body = text.substring(start + 1, next - 1);
        } else {
            next = start;
            while (next < text.length() && isNameCharacter(text.charAt(next))) {
                next++;
            }
            body = text.substring(start, next);
        }
        if (body.isEmpty()) {
            throw new IllegalArgumentException("empty macro name: \"" + text + "\"");
        }
        checkDepth(body);
        depth++;
        evaluate(body);
        depth--;
        return next;
    }

    private void evaluate(String body) {
        MacroText text = new MacroText(body);
        @Nullable String lookup;
        char operator;
        if (text.atBrace()) {
            lookup = relation(text);
            operator = text.operatorAfterRelation();
        } else {
            String name = text.name();
            operator = text.operatorAfterName();
            lookup = values.apply(name).orElse(null);
        }
        boolean condition = lookup != null && !lookup.isEmpty();
        if (operator == 0) {
            if (undefined != null) {
                if (lookup == null) {
                    undefined.accept(body);
                } else {
                    out.append(lookup);
                }
            } else if (condition && !scan) {
                parse(lookup == null ? "" : lookup);
            }
            return;
        }
        if (operator == '?') {
            String whenTrue = text.operand();
            if (condition || scan) {
                parse(whenTrue);
            }
            if (text.atEnd()) {
                return;
            }
            text.expectColon(whenTrue);
        }
        String whenFalse = text.operand();
        if (!condition || scan) {
            parse(whenFalse);
        }
        if (!text.atEnd()) {
            throw new IllegalArgumentException(
                    "unexpected input at: \"..." + whenFalse + "}>>>" + shorten(text.rest()) + "\"");
        }
    }

    private String relation(MacroText text) {
        String left = text.payload();
        String operator = text.relationalOperator(left);
        String right = text.rightOperand(left, operator);
        if (scan) {
            scan(left, values);
            scan(right, values);
            return "";
        }
        return Comparison.holds(expand(left, values), operator, expand(right, values)) ? "true" : "";
    }

    static String shorten(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) : text;
    }

    /** The index of the bracket that closes the one at {@code open}, or -1. */
    static int closing(String text, int open, char close) {
        char opening = text.charAt(open);
        int level = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == opening) {
                level++;
            } else if (text.charAt(i) == close && --level == 0) {
                return i;
            }
        }
        return -1;
    }

    static boolean isNameCharacter(char c) {
        return c == '_' || c < 128 && Character.isLetterOrDigit(c);
    }
}
