package org.postjames.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source text held in memory: {@code texthash:}, and {@code hash:} that was never compiled. */
record SourceTable(TableName name, PackedEntries packed, TableContext context) implements EnumerableTable {
    @Override
    public Optional<String> lookup(String key) {
        return packed.get(context.fold(key));
    }

    @Override
    public List<Map.Entry<String, String>> entries() {
        return packed.list();
    }
}
