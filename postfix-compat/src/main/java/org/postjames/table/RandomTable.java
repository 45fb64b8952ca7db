package org.postjames.table;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** {@code randmap:{a, b}}: one of its values, chosen anew each time. */
record RandomTable(TableName name, List<String> values) implements LookupTable {
    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        return new RandomTable(
                name,
                Braces.words(name.name())
                        .orElseThrow(() -> new TableUnavailableException(
                                "bad syntax: \"" + name + "\"; need \"randmap:{value...}\"")));
    }

    @Override
    public Optional<String> lookup(String key) {
        return Optional.of(values.get(ThreadLocalRandom.current().nextInt(values.size())));
    }

    @Override
    public boolean matchesPatterns() {
        return true;
    }
}
