package org.postjames.table;

import java.util.Optional;
import java.util.OptionalInt;

/** One {@code type:name} table, ready to answer queries. Safe for use by many threads. */
public interface LookupTable {
    TableName name();

    /**
     * @param key as Postfix would pass it; the table folds case if its type does
     * @throws TableUnavailableException if the table cannot answer now; mail that depends on it must wait
     */
    Optional<String> lookup(String key) throws TableUnavailableException;

    /** The line of its source text that answers for a key, if the table knows it: one of patterns does. */
    default OptionalInt line(String key) {
        return OptionalInt.empty();
    }

    /** Whether the table matches patterns: it is asked for complete keys only, never for parts of an address or name. */
    default boolean matchesPatterns() {
        return false;
    }
}
