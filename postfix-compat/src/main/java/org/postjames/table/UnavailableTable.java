package org.postjames.table;

import java.util.Optional;

/** A table that could not be opened: each question fails, so that mail waits. // dict_surrogate.c */
record UnavailableTable(TableName name, String reason, TableContext context) implements LookupTable {
    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        // Postfix differs: each daemon says this itself, we say it as proxymap, because all services share the tables
        context.warnings().accept(name + " is unavailable. " + reason);
        throw new TableUnavailableException(name + " lookup error for \"" + key + "\"");
    }
}
