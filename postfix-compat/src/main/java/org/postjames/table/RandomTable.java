package org.postjames.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** {@code randmap:{a, b}}: one of its values, chosen anew each time. */
record RandomTable(TableName name, List<String> values) implements LookupTable {
    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        List<String> values = new ArrayList<>();
        try {
            for (String word : Braces.words(name.name())
                    .orElseThrow(() -> new TableUnavailableException(
                            "bad syntax: \"" + name + "\"; need \"randmap:{value...}\""))) {
                values.add(context.value(word));
            }
        } catch (IOException e) {
            throw new TableUnavailableException(String.valueOf(e.getMessage()), e);
        }
        return new RandomTable(name, List.copyOf(values));
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
