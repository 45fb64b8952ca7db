package org.postjames.table;

import java.util.Optional;
import java.util.OptionalInt;

/** A table that tells of each question. */
record ObservedTable(LookupTable table, LookupObserver observer) implements ClosableTable {
    @Override
    public TableName name() {
        return table.name();
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        try {
            Optional<String> answer = table.lookup(key);
            observer.asked(table, key, answer);
            return answer;
        } catch (TableUnavailableException e) {
            observer.failed(table, key, e);
            throw e;
        }
    }

    @Override
    public boolean matchesPatterns() {
        return table.matchesPatterns();
    }

    @Override
    public OptionalInt line(String key) {
        return table.line(key);
    }

    @Override
    public void close() {
        if (table instanceof ClosableTable closable) {
            closable.close();
        }
    }
}
