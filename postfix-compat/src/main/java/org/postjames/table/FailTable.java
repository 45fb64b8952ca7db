package org.postjames.table;

import java.util.Optional;

/** {@code fail:}: never answers. // fail_table(5) in DATABASE_README */
record FailTable(TableName name) implements LookupTable {
    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        throw new TableUnavailableException(name + " lookup error for \"" + key + "\"");
    }
}
