package org.postjames.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table held in memory: {@code inline:}, the environment. */
record MapTable(TableName name, Map<String, String> map, TableContext context) implements EnumerableTable {
    @Override
    public Optional<String> lookup(String key) {
        return Optional.ofNullable(map.get(context.fold(key)));
    }

    @Override
    public List<Map.Entry<String, String>> entries() {
        return List.copyOf(map.entrySet());
    }
}
