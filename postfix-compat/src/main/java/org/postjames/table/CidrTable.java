package org.postjames.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code cidr:}: networks in order, the first that holds the address answers. // cidr_table(5) */
final class CidrTable implements LookupTable {
    /** One rule; {@code pattern} is null for ENDIF, {@code result} is null for IF and ENDIF; {@code end} is where a failed IF goes on. */
    private static final class Rule {
        final int line;
        final boolean positive;
        final @Nullable NetworkPattern pattern;
        final @Nullable String result;
        int end = Integer.MAX_VALUE;

        Rule(int line, boolean positive, @Nullable NetworkPattern pattern, @Nullable String result) {
            this.line = line;
            this.positive = positive;
            this.pattern = pattern;
            this.result = result;
        }
    }

    private final TableName name;
    private final List<Rule> rules = new ArrayList<>();
    private final Deque<Rule> openIfs = new ArrayDeque<>();

    private CidrTable(TableName name) {
        this.name = name;
    }

    static LookupTable read(TableName name, TableContext context) throws TableUnavailableException {
        CidrTable table = new CidrTable(name);
        String file = name.name();
        for (TextLines.Line line : TextLines.split(file, text(name), context.warnings())) {
            try {
                table.add(table.rule(line, context));
            } catch (NetworkPattern.BadPatternException e) {
                context.warnings()
                        .accept("cidr map " + file + ", line " + line.number() + ": " + e.getMessage()
                                + ": skipping this rule");
            }
        }
        while (!table.openIfs.isEmpty()) {
            context.warnings()
                    .accept("cidr map " + file + ", line " + table.openIfs.pop().line + ": IF has no matching ENDIF");
        }
        return table;
    }

    private static String text(TableName name) throws TableUnavailableException {
        if (InlineRules.areIn(name)) {
            return InlineRules.text(name);
        }
        String file = name.name();
        return TextLines.readFile(Path.of(file), "cidr map " + file + ": read error");
    }

    private void add(Rule rule) {
        rules.add(rule);
        if (rule.pattern == null) {
            openIfs.pop().end = rules.size();
        } else if (rule.result == null) {
            openIfs.push(rule);
        }
    }

    private Rule rule(TextLines.Line line, TableContext context) throws NetworkPattern.BadPatternException {
        String text = line.text();
        boolean isIf = keyword(text, "if");
        if (!isIf && keyword(text, "endif")) {
            if (!TextLines.trim(text.substring(5)).isEmpty()) {
                throw new NetworkPattern.BadPatternException("garbage after ENDIF");
            }
            if (openIfs.isEmpty()) {
                throw new NetworkPattern.BadPatternException("ENDIF without IF");
            }
            return new Rule(line.number(), true, null, null);
        }
        int at = isIf ? 2 : 0;
        boolean positive = true;
        while (at < text.length() && (text.charAt(at) == '!' || TextLines.isSpace(text.charAt(at)))) {
            positive ^= text.charAt(at) == '!';
            at++;
        }
        int end = at;
        while (end < text.length() && (isIf || !TextLines.isSpace(text.charAt(end)))) {
            end++;
        }
        String pattern = TextLines.trim(text.substring(at, end));
        if (pattern.isEmpty()) {
            throw new NetworkPattern.BadPatternException("no address pattern");
        }
        NetworkPattern network = NetworkPattern.parse(pattern);
        String result = TextLines.trim(text.substring(end));
        if (!isIf && result.isEmpty()) {
            throw new NetworkPattern.BadPatternException("no lookup result");
        }
        try {
            return new Rule(line.number(), positive, network, isIf ? null : context.value(result));
        } catch (IOException e) {
            throw new NetworkPattern.BadPatternException(String.valueOf(e.getMessage()));
        }
    }

    static boolean keyword(String text, String word) {
        return text.regionMatches(true, 0, word, 0, word.length())
                && (text.length() == word.length() || !TextLines.isAlphanumeric(text.charAt(word.length())));
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public boolean matchesPatterns() {
        return true;
    }

    @Override
    public Optional<String> lookup(String key) {
        return answer(key).map(rule -> Objects.requireNonNull(rule.result));
    }

    @Override
    public OptionalInt line(String key) {
        Optional<Rule> rule = answer(key);
        return rule.isPresent() ? OptionalInt.of(rule.get().line) : OptionalInt.empty();
    }

    private Optional<Rule> answer(String key) {
        Optional<HostAddress> parsed = HostAddress.parse(key);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        HostAddress address = parsed.get();
        int at = 0;
        while (at < rules.size()) {
            Rule rule = rules.get(at++);
            NetworkPattern pattern = rule.pattern;
            if (pattern == null) {
                continue;
            }
            boolean sameFamily = pattern.network().isIpv6() == address.isIpv6();
            boolean holds = sameFamily && pattern.contains(address) == rule.positive;
            if (rule.result == null) {
                at = holds ? at : rule.end;
            } else if (holds) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
