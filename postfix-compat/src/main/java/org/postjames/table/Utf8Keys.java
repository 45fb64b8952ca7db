package org.postjames.table;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A table that is asked about UTF-8 only: other keys are warned of and not found. // dict_utf8.c */
record Utf8Keys(LookupTable table, Consumer<String> warnings) implements LookupTable {
    @Override
    public TableName name() {
        return table.name();
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        if (!Utf8Text.isValid(key)) {
            warnings.accept(name() + ": non-UTF-8 key \"" + key + "\": malformed UTF-8 or invalid codepoint");
            return Optional.empty();
        }
        return table.lookup(key);
    }

    @Override
    public OptionalInt line(String key) {
        return table.line(key);
    }

    @Override
    public boolean matchesPatterns() {
        return table.matchesPatterns();
    }
}
