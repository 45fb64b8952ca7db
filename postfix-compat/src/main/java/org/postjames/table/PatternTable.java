package org.postjames.table;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** {@code regexp:} and {@code pcre:}: patterns in order, the first that matches answers. // regexp_table(5), pcre_table(5) */
final class PatternTable implements LookupTable {
    private final TableName name;
    private final List<PatternRule> rules;
    private final Consumer<String> warnings;

    private PatternTable(TableName name, List<PatternRule> rules, Consumer<String> warnings) {
        this.name = name;
        this.rules = rules;
        this.warnings = warnings;
    }

    static LookupTable read(TableName name, TableContext context) throws TableUnavailableException {
        String file = name.name();
        List<PatternRule> rules =
                new PatternRuleParser(name, context).parse(TextLines.split(file, text(name), context.warnings()));
        return new PatternTable(name, new ArrayList<>(rules), context.warnings());
    }

    /** A directory is an empty text: that it cannot be read is not asked. // dict_regexp.c, dict_pcre.c */
    private static String text(TableName name) throws TableUnavailableException {
        if (InlineRules.areIn(name)) {
            return InlineRules.text(name);
        }
        Path file = Path.of(name.name());
        return Files.isDirectory(file) ? "" : TextLines.read(file);
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public boolean matchesPatterns() {
        return true;
    }

    private record Answer(int line, String value) {}

    @Override
    public Optional<String> lookup(String key) {
        return answer(key).map(Answer::value);
    }

    @Override
    public OptionalInt line(String key) {
        Optional<Answer> answer = answer(key);
        return answer.isPresent() ? OptionalInt.of(answer.get().line()) : OptionalInt.empty();
    }

    private Optional<Answer> answer(String text) {
        try (PatternKey key = new PatternKey(text)) {
            return answer(key);
        }
    }

    private Optional<Answer> answer(PatternKey key) {
        int at = 0;
        while (at < rules.size()) {
            PatternRule rule = rules.get(at++);
            switch (rule) {
                case PatternRule.Match match -> {
                    Optional<String> result = match.answer(key, this::failed);
                    if (result.isPresent()) {
                        return Optional.of(new Answer(match.line(), result.get()));
                    }
                }
                case PatternRule.If condition -> at = condition.holds(key, this::failed) ? at : condition.end();
                case PatternRule.EndIf end -> {}
            }
        }
        return Optional.empty();
    }

    private void failed(int line, String words) {
        warnings.accept(name.type() + " map " + name.name() + ", line " + line + ": " + words);
    }
}
