package org.postjames.table;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postjames.table.CompiledPattern.PatternFailure;

/** Reads the lines of a pattern table. */
final class PatternRuleParser {
    /** Why a rule is skipped. */
    private static final class SkipException extends Exception {
        private static final long serialVersionUID = 1L;

        SkipException(String message) {
            super(message);
        }
    }

    /** A pattern as it is written; {@code options} has the letters that are on. */
    private record Source(String expression, String options, boolean positive) {}

    private final TableName name;
    private final boolean posix;
    private final CompiledPattern.Compiler compiler;
    private final TableContext context;
    private final List<PatternRule> rules = new ArrayList<>();
    private final Deque<PatternRule.If> openIfs = new ArrayDeque<>();
    private int lineNumber;
    private String text = "";
    private int at;

    PatternRuleParser(TableName name, TableContext context) {
        this.name = name;
        this.posix = name.type().equals("regexp");
        this.compiler = posix ? PosixPattern::compile : PerlPattern::compile;
        this.context = context;
    }

    List<PatternRule> parse(List<TextLines.Line> lines) {
        for (TextLines.Line line : lines) {
            lineNumber = line.number();
            text = TextLines.trim(line.text());
            at = 0;
            try {
                if (!text.isEmpty()) {
                    rule();
                }
            } catch (SkipException | PatternFailure e) {
                warn(String.valueOf(e.getMessage()));
            }
        }
        while (!openIfs.isEmpty()) {
            lineNumber = openIfs.pop().line();
            warn("IF has no matching ENDIF");
        }
        return rules;
    }

    private void warn(String problem) {
        context.warnings().accept(name.type() + " map " + name.name() + ", line " + lineNumber + ": " + problem);
    }

    private void rule() throws SkipException, PatternFailure {
        if (!TextLines.isAlphanumeric(text.charAt(0))) {
            match();
        } else if (CidrTable.keyword(text, "if")) {
            at = 2;
            Source source = source();
            skipSpace();
            if (at < text.length()) {
                warn("ignoring extra text after IF statement: \"" + text.substring(at) + "\"");
                warn("do not prepend whitespace to statements between IF and ENDIF");
            }
            PatternRule.If rule = new PatternRule.If(lineNumber, compile(source, 0));
            rules.add(rule);
            openIfs.push(rule);
        } else if (CidrTable.keyword(text, "endif")) {
            if (openIfs.isEmpty()) {
                throw new SkipException("ignoring ENDIF without matching IF");
            }
            if (!TextLines.trim(text.substring(5)).isEmpty()) {
                warn("ignoring extra text after ENDIF");
            }
            rules.add(new PatternRule.EndIf(lineNumber));
            openIfs.pop().end(rules.size());
        } else {
            throw new SkipException("ignoring unrecognized request");
        }
    }

    private void match() throws SkipException, PatternFailure {
        Source first = source();
        Source second = posix && at < text.length() && text.charAt(at) == '!' ? source() : null;
        skipSpace();
        if (at == text.length()) {
            warn("no replacement text: using empty string");
        }
        Replacement replacement = Replacement.parse(value(), posix, context.warnings(), this::warn)
                .orElseThrow(() -> new SkipException("bad replacement syntax: skipping this rule"));
        int highest = replacement.highestGroup();
        if (highest != 0 && !first.positive()) {
            throw new SkipException("$number found in negative match replacement text: skipping this rule");
        }
        if (highest != 0 && !context.resultSubstitution()) {
            throw new SkipException("regular expression substitution is not allowed: skipping this rule");
        }
        PatternRule.Condition condition = compile(first, highest);
        if (Integer.compareUnsigned(highest, condition.pattern().groups()) > 0) {
            throw new SkipException("out of range replacement index \"" + highest + "\": skipping this rule");
        }
        PatternRule.@Nullable Condition other = second == null ? null : compile(second, 0);
        rules.add(new PatternRule.Match(lineNumber, condition, other, replacement));
    }

    private String value() throws SkipException {
        try {
            return context.value(text.substring(at));
        } catch (IOException e) {
            throw new SkipException(e.getMessage() + ": skipping this rule");
        }
    }

    private PatternRule.Condition compile(Source source, int highestGroup) throws PatternFailure {
        return new PatternRule.Condition(
                compiler.compile(source.expression(), source.options(), highestGroup), source.positive());
    }

    private void skipSpace() {
        while (at < text.length() && TextLines.isSpace(text.charAt(at))) {
            at++;
        }
    }

    private Source source() throws SkipException {
        boolean positive = true;
        while (at < text.length() && (text.charAt(at) == '!' || TextLines.isSpace(text.charAt(at)))) {
            positive ^= text.charAt(at) == '!';
            at++;
        }
        if (at == text.length()) {
            throw new SkipException("no regexp: skipping this rule");
        }
        char delimiter = text.charAt(at++);
        int start = at;
        while (at < text.length() && (text.charAt(at) == '\\' || text.charAt(at) != delimiter)) {
            if (posix && text.charAt(at) == '\\' && at + 1 == text.length()) {
                break; // dict_regexp.c takes a backslash at the end for the delimiter
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new SkipException("no closing regexp delimiter \"" + delimiter + "\": "
                    + (posix ? "skipping" : "ignoring") + " this rule");
        }
        String expression = text.substring(start, at++);
        return new Source(expression, options(), positive);
    }

    /** Each letter turns an option on, or off again. */
    private String options() throws SkipException {
        StringBuilder on = new StringBuilder(posix ? "ix" : "is");
        while (at < text.length() && !TextLines.isSpace(text.charAt(at)) && !(posix && text.charAt(at) == '!')) {
            char option = text.charAt(at++);
            if (!posix && option == 'X') {
                warn("ignoring obsolete regexp option \"X\""); // PCRE2 has no such option
            } else if ((posix ? "imx" : "imsxAEU").indexOf(option) < 0) {
                throw new SkipException("unknown regexp option \"" + option + "\": skipping this rule");
            } else if (on.indexOf(String.valueOf(option)) >= 0) {
                on.deleteCharAt(on.indexOf(String.valueOf(option)));
            } else {
                on.append(option);
            }
        }
        return on.toString();
    }
}
