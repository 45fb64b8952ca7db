package org.postjames.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** {@code cdb:}: written anew each time, never changed; Postfix's own {@code postmap} writes the same bytes. // CDB_README */
final class CdbTableType implements TableBuilder {
    @Override
    public List<String> names() {
        return List.of("cdb");
    }

    @Override
    public Path file(String name) {
        return CdbTable.file(name);
    }

    @Override
    public LookupTable open(TableName name, TableContext context) {
        return new WatchedTable(name, List.of(file(name.name())), () -> CdbTable.open(name, context), context);
    }

    @Override
    public boolean isConstant() {
        return true;
    }

    @Override
    public void write(String name, Collection<Map.Entry<String, String>> entries, boolean nullBytes)
            throws TableUnavailableException {
        byte[] content;
        try {
            content = CdbWriter.content(entries, nullBytes);
        } catch (IOException e) {
            throw new TableUnavailableException("finish database " + name + ".cdb.tmp: " + e.getMessage(), e);
        }
        CdbWriter.write(Path.of(name + ".cdb.tmp"), file(name), content);
    }
}
