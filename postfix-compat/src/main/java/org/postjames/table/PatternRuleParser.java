package org.postjames.table;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a pattern table. */
final class PatternRuleParser {
    /** Why a rule is skipped; null text means that it was said already. */
    private static final class SkipException extends Exception {
        private static final long serialVersionUID = 1L;

        SkipException(String message) {
            super(message);
        }
    }

    private final TableName name;
    private final boolean posix;
    private final TableContext context;
    private final List<PatternRule> rules = new ArrayList<>();
    private final Deque<PatternRule.If> openIfs = new ArrayDeque<>();
    private int lineNumber;
    private String text = "";
    private int at;

    PatternRuleParser(TableName name, TableContext context) {
        this.name = name;
        this.posix = name.type().equals("regexp");
        this.context = context;
    }

    List<PatternRule> parse(List<TextLines.Line> lines) {
        for (TextLines.Line line : lines) {
            lineNumber = line.number();
            text = line.text();
            at = 0;
            try {
                rule();
            } catch (SkipException e) {
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

    private void rule() throws SkipException {
        if (!Character.isLetterOrDigit(text.charAt(0))) {
            match();
        } else if (CidrTable.keyword(text, "if")) {
            at = 2;
            skipSpace();
            PatternRule.Condition condition = condition();
            skipSpace();
            if (at < text.length()) {
                warn("ignoring extra text after " + (posix ? "IF statement: \"" : "IF statement: \"")
                        + text.substring(at) + "\"");
                warn("do not prepend whitespace to statements between IF and ENDIF");
            }
            PatternRule.If rule = new PatternRule.If(lineNumber, condition);
            rules.add(rule);
            openIfs.push(rule);
        } else if (CidrTable.keyword(text, "endif")) {
            if (openIfs.isEmpty()) {
                throw new SkipException("ignoring ENDIF without matching IF");
            }
            String rest = TextLines.trim(text.substring(5));
            if (!rest.isEmpty()) {
                warn("ignoring extra text after ENDIF");
            }
            rules.add(new PatternRule.EndIf(lineNumber));
            openIfs.pop().end(rules.size());
        } else {
            throw new SkipException("ignoring unrecognized request");
        }
    }

    private void match() throws SkipException {
        PatternRule.Condition first = condition();
        PatternRule.Condition second = null;
        if (posix && at < text.length() && text.charAt(at) == '!') {
            second = condition();
        }
        skipSpace();
        String result = TextLines.trim(text.substring(at));
        if (result.isEmpty()) {
            warn("no replacement text: using empty string");
        }
        Replacement replacement = replacement(result, first);
        rules.add(new PatternRule.Match(lineNumber, first, second, replacement));
    }

    private Replacement replacement(String result, PatternRule.Condition first) throws SkipException {
        Replacement replacement;
        try {
            replacement = Replacement.parse(result);
        } catch (Replacement.NotANumberException e) {
            warn("non-numeric replacement index \"" + e.getMessage() + "\"");
            throw new SkipException("bad replacement syntax: skipping this rule");
        }
        if (replacement.groups().isEmpty()) {
            return replacement;
        }
        if (!context.resultSubstitution()) {
            throw new SkipException("regular expression substitution is not allowed: skipping this rule");
        }
        if (!first.positive()) {
            throw new SkipException("$number found in negative match replacement text: skipping this rule");
        }
        int groups = first.pattern().matcher("").groupCount();
        for (int group : replacement.groups()) {
            if (group < 1) {
                warn((posix ? "out-of-range" : "out of range") + " replacement index \"" + group + "\"");
                throw new SkipException("bad replacement syntax: skipping this rule");
            }
            if (group > groups) {
                throw new SkipException("out of range replacement index \"" + group + "\": skipping this rule");
            }
        }
        return replacement;
    }

    private void skipSpace() {
        while (at < text.length() && TextLines.isSpace(text.charAt(at))) {
            at++;
        }
    }

    private PatternRule.Condition condition() throws SkipException {
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
        while (at < text.length() && text.charAt(at) != delimiter) {
            at += text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
        }
        if (at >= text.length()) {
            throw new SkipException("no closing regexp delimiter \"" + delimiter + "\": "
                    + (posix ? "skipping" : "ignoring") + " this rule");
        }
        String expression = text.substring(start, at++);
        return new PatternRule.Condition(compile(expression), positive);
    }

    private Pattern compile(String expression) throws SkipException {
        int flags = Pattern.CASE_INSENSITIVE | Pattern.UNIX_LINES | Pattern.DOTALL;
        boolean anchored = false;
        boolean endOnly = false;
        while (at < text.length() && !TextLines.isSpace(text.charAt(at)) && text.charAt(at) != '!') {
            char option = text.charAt(at++);
            Integer flag = flag(option);
            if (option == 'A' && !posix) {
                anchored = !anchored;
            } else if (option == 'E' && !posix) {
                endOnly = !endOnly;
            } else if (option == 'X' && !posix || option == 'x' && posix) {
                throw new SkipException("regexp option \"" + option + "\" is not supported yet: skipping this rule");
            } else if (flag == null) {
                throw new SkipException("unknown regexp option \"" + option + "\": skipping this rule");
            } else {
                flags ^= flag;
            }
        }
        try {
            String java = PatternTranslation.toJava(expression, posix, (flags & Pattern.MULTILINE) != 0, endOnly);
            return Pattern.compile(anchored ? "\\G(?:" + java + ")" : java, flags);
        } catch (PatternSyntaxException e) {
            throw new SkipException(
                    "error in regexp at offset " + Math.max(0, e.getIndex()) + ": " + e.getDescription());
        }
    }

    private @Nullable Integer flag(char option) {
        return switch (option) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 'm' -> Pattern.MULTILINE;
            case 's' -> posix ? null : Pattern.DOTALL;
            case 'x' -> posix ? null : Pattern.COMMENTS;
            default -> null;
        };
    }
}
