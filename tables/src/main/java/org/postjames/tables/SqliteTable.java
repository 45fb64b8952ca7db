package org.postjames.tables;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postjames.table.ClosableTable;
import org.postjames.table.QueryTemplates;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableUnavailableException;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/** One SQLite file and its query; the first column of every row is a result. // dict_sqlite.c */
final class SqliteTable implements ClosableTable {
    private final TableName name;
    private final TableContext context;
    private final String database;
    private final String query;
    private final String resultFormat;
    private final int expansionLimit;
    private final QueryTemplates templates;
    private final Deque<Connection> idle = new ArrayDeque<>();

    SqliteTable(TableName name, TableContext context) throws TableUnavailableException {
        this.name = name;
        this.context = context;
        TableParameters parameters = TableParameters.of(name, context);
        database = parameters.required("dbpath", "");
        Optional<String> configured = parameters.optional("query");
        query = configured.isPresent() ? configured.get() : parameters.builtQuery();
        resultFormat = parameters.required("result_format", "%s");
        expansionLimit = parameters.integer("expansion_limit", 0, 0);
        templates = new QueryTemplates(name, context);
        templates.addQuery(query);
        templates.addResult(resultFormat);
        templates.filter(parameters);
        giveBack(connect());
    }

    // Postfix differs: a database file that does not exist is made, and is empty, because sqlite3_open(3) does so; here
    // it is opened for reading only, and the table is unavailable until it is there
    private Connection connect() throws TableUnavailableException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(0);
        Properties properties = config.toProperties();
        try {
            if (!Files.isReadable(Path.of(database))) {
                throw new SQLException("unable to open database file");
            }
            Connection connection = new JDBC().connect("jdbc:sqlite:" + database, properties);
            if (connection == null) {
                throw new SQLException("unable to open database file");
            }
            return connection;
        } catch (SQLException e) {
            throw context.fatal(name + ": Can't open database: " + reason(e) + "?", e);
        }
    }

    private synchronized Optional<Connection> takeIdle() {
        return Optional.ofNullable(idle.pollLast());
    }

    private synchronized void giveBack(Connection connection) {
        idle.addLast(connection);
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        Optional<String> decoded = Utf8.decode(context.fold(key));
        if (decoded.isEmpty() || !templates.accepts(context.fold(key))) {
            return Optional.empty();
        }
        Optional<String> text = templates.query(query, decoded.get(), part -> part.replace("'", "''"));
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Connection> known = takeIdle();
        Connection connection = known.isPresent() ? known.get() : connect();
        try {
            Optional<String> found = result(values(connection, text.get()), context.fold(key));
            giveBack(connection);
            return found;
        } catch (TableUnavailableException e) {
            SqlHost.close(connection);
            throw e;
        }
    }

    /** Encoded values. */
    private List<@Nullable String> values(Connection connection, String text) throws TableUnavailableException {
        List<@Nullable String> values = new ArrayList<>();
        boolean prepared = false;
        try (Statement statement = connection.createStatement()) {
            // only the first statement counts; JDBC gives its rows
            if (!statement.execute(text)) {
                return values;
            }
            prepared = true;
            try (ResultSet rows = statement.getResultSet()) {
                while (rows.next()) {
                    String value = rows.getString(1);
                    values.add(value == null ? null : Utf8.encode(value));
                }
            }
            return values;
        } catch (SQLException e) {
            String place = "dict_sqlite_lookup: " + name.name();
            String shown = Utf8.encode(text);
            String reason = reason(e) + "?";
            if (!prepared && isSyntax(e)) {
                throw context.fatal(place + ": SQL prepare failed: " + reason, e);
            }
            context.warnings().accept(place + ": SQL step failed for query '" + shown + "': " + reason);
            throw context.fatal(place + ": SQL finalize failed for query '" + shown + "': " + reason, e);
        }
    }

    /** SQLite says SQLITE_ERROR also for what fails in the middle; its parser's messages are known. */
    private static boolean isSyntax(SQLException e) {
        String reason = reason(e);
        return reason.startsWith("near \"")
                || reason.startsWith("no such ")
                || reason.startsWith("incomplete input")
                || reason.startsWith("unrecognized token")
                || reason.startsWith("file is not a database")
                || reason.startsWith("wrong number of arguments")
                || reason.startsWith("ambiguous column name")
                || reason.startsWith("database disk image is malformed");
    }

    private static String reason(SQLException e) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof SQLiteException) {
            // [SQLITE_ERROR] SQL error or missing database (near "selec": syntax error)
            int open = text.indexOf(" (");
            if (open >= 0 && text.endsWith(")")) {
                return text.substring(open + 2, text.length() - 1);
            }
        }
        return text;
    }

    private Optional<String> result(List<@Nullable String> values, String key) throws TableUnavailableException {
        StringBuilder result = new StringBuilder();
        int expansion = 0;
        for (String value : values) {
            if (templates.append(resultFormat, value, key, result)
                    && expansionLimit > 0
                    && ++expansion > expansionLimit) {
                String problem =
                        "dict_sqlite_lookup: " + name.name() + ": Expansion limit exceeded for key '" + key + "'";
                context.warnings().accept(problem);
                throw new TableUnavailableException(problem);
            }
        }
        return result.isEmpty() ? Optional.empty() : Optional.of(result.toString());
    }

    @Override
    public synchronized void close() {
        idle.forEach(SqlHost::close);
        idle.clear();
    }
}
