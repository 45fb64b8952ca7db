package org.postjames.tables;

import java.util.List;
import org.postjames.table.LookupTable;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableType;
import org.postjames.table.TableUnavailableException;

/** {@code sqlite:}, tables in an SQLite file. // sqlite_table(5) */
public final class SqliteTableType implements TableType {
    @Override
    public List<String> names() {
        return List.of("sqlite");
    }

    @Override
    public LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        return new SqliteTable(name, context);
    }
}
