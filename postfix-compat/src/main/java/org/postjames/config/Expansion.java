package org.postjames.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code $name} expansion of one text. // mac_expand(3), mac_parse(3)
 *
 * <p>Syntax errors are an {@link ExpansionException} with the words of Postfix's warnings.
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
    private final List<String> problems = new ArrayList<>();
    /** After a fault nothing is expanded any more, but the text around it is still looked at. */
    private boolean failed;

    private int depth;

    private Expansion(Function<String, Optional<String>> values, boolean scan, @Nullable Consumer<String> undefined) {
        this.values = values;
        this.scan = scan;
        this.undefined = undefined;
    }

    /** The text with each {@code $name} replaced, and each {@code $name} in their values, too. */
    static String expand(String text, Function<String, Optional<String>> values) {
        return text.indexOf('$') < 0 ? text : new Expansion(values, false, null).run(text);
    }

    /** The text with each {@code $name} replaced by a value that is taken as it is; names without one go to {@code undefined}. */
    static String expandOnce(String text, Function<String, Optional<String>> values, Consumer<String> undefined) {
        return new Expansion(values, false, undefined).run(text);
    }

    /** Calls {@code names} for each name that the text mentions. */
    static void scan(String text, Function<String, Optional<String>> names) {
        if (text.indexOf('$') >= 0) {
            new Expansion(names, true, null).run(text);
        }
    }

    private String run(String text) {
        failed |= parse(text);
        if (failed) {
            throw new ExpansionException(problems);
        }
        return out.toString();
    }

    /** Returns whether there is a fault. */
    private boolean parse(String text) {
        boolean fault = false;
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            if (text.charAt(i) != '$') {
                literal.append(text.charAt(i++));
                continue;
            }
            if (i + 1 < text.length() && text.charAt(i + 1) == '$') {
                literal.append('$');
                i += 2;
                continue;
            }
            fault |= literal(literal);
            int start = i + 1;
            boolean bracket = start < text.length() && (text.charAt(start) == '{' || text.charAt(start) == '(');
            int end = bracket ? closing(text, start) : nameEnd(text, start);
            if (end < 0) {
                problems.add("truncated macro reference: \"" + text + "\"");
                return true;
            }
            if (bracket && fault) {
                return true;
            }
            String body = text.substring(bracket ? start + 1 : start, end);
            if (body.isEmpty()) {
                problems.add("empty macro name: \"" + text + "\"");
                return true;
            }
            fault |= macro(body);
            i = bracket ? end + 1 : end;
        }
        return fault || literal(literal);
    }

    private static int nameEnd(String text, int start) {
        int end = start;
        while (end < text.length() && isNameCharacter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private boolean literal(StringBuilder literal) {
        if (literal.isEmpty()) {
            return false;
        }
        boolean fault = enter(literal);
        if (!fault) {
            if (!scan) {
                out.append(literal);
            }
            depth--;
        }
        literal.setLength(0);
        return fault;
    }

    private boolean macro(String body) {
        if (enter(body)) {
            return true;
        }
        try {
            if (evaluate(new MacroText(body), body)) {
                depth--;
            }
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            failed = true;
        }
        return failed;
    }

    /** Every step after a fault counts as a deeper one. */
    private boolean enter(CharSequence what) {
        if (depth++ > MAX_DEPTH) {
            problems.add("unreasonable macro call nesting: \"" + what + "\"");
            failed = true;
        }
        return failed;
    }

    /** Returns false if a comparison could not be made. */
    private boolean evaluate(MacroText text, String body) {
        @Nullable String lookup;
        char operator;
        if (text.atBrace()) {
            lookup = relation(text);
            if (failed) {
                return false;
            }
            operator = text.operatorAfterRelation();
        } else {
            String name = text.name();
            operator = text.operatorAfterName();
            lookup = values.apply(name).orElse(null);
        }
        boolean condition = lookup != null && !lookup.isEmpty();
        if (operator == 0) {
            substitute(lookup, body);
            return true;
        }
        if (operator == '?') {
            String whenTrue = text.operand();
            if (condition || scan) {
                failed |= parse(whenTrue);
            }
            if (text.atEnd()) {
                return true;
            }
            text.expectColon(whenTrue);
        }
        String whenFalse = text.operand();
        if (!condition || scan) {
            failed |= parse(whenFalse);
        }
        if (!text.atEnd()) {
            throw new IllegalArgumentException(
                    "unexpected input at: \"..." + whenFalse + "}>>>" + shorten(text.rest()) + "\"");
        }
        return true;
    }

    private void substitute(@Nullable String lookup, String body) {
        if (lookup == null) {
            if (undefined != null) {
                undefined.accept(body);
            }
        } else if (undefined != null) {
            out.append(lookup);
        } else if (!lookup.isEmpty() && !scan) {
            failed |= parse(lookup);
        }
    }

    private String relation(MacroText text) {
        String left = text.payload();
        String operator = text.relationalOperator(left);
        String right = text.rightOperand(left, operator);
        String leftValue = operand(left);
        String rightValue = operand(right);
        return !scan && Comparison.holds(leftValue, operator, rightValue) ? "true" : "";
    }

    private String operand(String text) {
        Expansion expansion = new Expansion(values, scan, undefined);
        failed |= expansion.parse(text) || expansion.failed;
        problems.addAll(expansion.problems);
        return expansion.out.toString();
    }

    static String shorten(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) : text;
    }

    /** The index of the bracket that closes the one at {@code open}, or -1. */
    static int closing(String text, int open) {
        char opening = text.charAt(open);
        char close = opening == '{' ? '}' : ')';
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
