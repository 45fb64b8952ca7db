package org.postjames.tables;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.table.LookupTable;
import org.postjames.table.StringList;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** One {@code mysql:} or {@code pgsql:} table with a clock of the test's. */
public final class SqlTables implements AutoCloseable {
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private final SqlTable table;

    /** @param settings without the table's name in front */
    public SqlTables(String type, Map<String, String> settings, InstantSource clock) throws TableUnavailableException {
        Tables others = Tables.of(PostfixConfig.of(Map.of()), warnings::add, true);
        TableContext.Opener opener = new TableContext.Opener() {
            @Override
            public LookupTable open(TableName name) {
                return others.open(name);
            }

            @Override
            public StringList list(String name, String value) {
                return new StringList(name, value, others);
            }

            @Override
            public Optional<LookupTable> compiled(TableName name, java.nio.file.Path file) {
                return Optional.empty();
            }
        };
        TableContext context = new TableContext(
                opener,
                warnings::add,
                warnings::add,
                parameter -> Optional.ofNullable(settings.get(parameter.replaceFirst("^t_", ""))),
                true,
                true);
        SqlDialect dialect = type.equals("mysql") ? new MysqlTableType.Dialect() : new PgsqlTableType.Dialect();
        table = new SqlTable(new TableName(type, "t"), context, dialect, clock);
    }

    public LookupTable table() {
        return table;
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void close() {
        table.close();
    }
}
