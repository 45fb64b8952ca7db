package org.postjames.tables;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.postjames.table.LookupTable;
import org.postjames.table.TableBuilder;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;

/** {@code lmdb:}: the file {@code NAME.lmdb}. Postfix's own {@code postmap} reads what is written here, and the other way round. // lmdb_table(5) */
public final class LmdbTableType implements TableBuilder {
    @Override
    public List<String> names() {
        return List.of("lmdb");
    }

    @Override
    public Path file(String name) {
        return Path.of(name + ".lmdb");
    }

    @Override
    public LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        return new LmdbTable(name, file(name.name()), context);
    }

    // Postfix differs: a new file replaces the old one, because readers then never see half a table and a crash leaves
    // the old one whole
    @Override
    public void write(String name, Collection<Map.Entry<String, String>> entries, boolean nullBytes)
            throws IOException, TableUnavailableException {
        requireShortKeys(name, entries);
        LmdbWriter.write(file(name), entries);
    }

    // Postfix differs: hash: and btree: tables too have no keys of more than 510 bytes, because they are LMDB files
    // here
    private static void requireShortKeys(String name, Collection<Map.Entry<String, String>> entries)
            throws TableUnavailableException {
        for (Map.Entry<String, String> entry : entries) {
            if (entry.getKey().length() >= LmdbFormat.KEY_MAX) {
                throw new TableUnavailableException("error updating lmdb:" + name
                        + ": MDB_BAD_VALSIZE: Unsupported size of key/DB name/data, or wrong DUPFIXED size");
            }
        }
    }
}
