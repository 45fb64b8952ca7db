package org.postjames.tables;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postjames.table.ClosableTable;
import org.postjames.table.QueryTemplates;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableUnavailableException;

/**
 * {@code mysql:} and {@code pgsql:}: every column of every row that the query finds is a result, joined by commas. A host that fails is warned of, and the
 * next one is asked; when none is left the table cannot answer now. // mysql_table(5), pgsql_table(5)
 */
final class SqlTable implements ClosableTable {
    private final TableName name;
    private final TableContext context;
    private final SqlDialect dialect;
    private final InstantSource clock;
    private final QueryTemplates templates;
    private final String query;
    private final String resultFormat;
    private final int expansionLimit;
    private final boolean requireResultSet;
    private final List<SqlHost> hosts = new ArrayList<>();

    SqlTable(TableName name, TableContext context, SqlDialect dialect, InstantSource clock)
            throws TableUnavailableException {
        this.name = name;
        this.context = context;
        this.dialect = dialect;
        this.clock = clock;
        TableParameters parameters = TableParameters.of(name, context);
        parameters.required("dbname", "");
        resultFormat = parameters.required("result_format", "%s");
        requireResultSet = dialect.name().equals("mysql") && parameters.bool("require_result_set", true);
        expansionLimit = parameters.integer("expansion_limit", 0, 0);
        Optional<String> configured = parameters.optional("query");
        query = configured.isPresent() ? configured.get() : dialect.defaultQuery(parameters);
        templates = new QueryTemplates(name, context);
        templates.addQuery(query);
        templates.addResult(resultFormat);
        templates.filter(parameters);
        List<String> names = parameters.list("hosts", "");
        for (String host : names.isEmpty() ? List.of("localhost") : names) {
            hosts.add(dialect.host(host, parameters));
        }
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        String folded = context.fold(key);
        if (!templates.accepts(folded)
                || templates.query(query, folded, UnaryOperator.identity()).isEmpty()) {
            return Optional.empty();
        }
        for (SqlHost host : candidates()) {
            List<@Nullable String> values = ask(host, folded);
            if (values != null) {
                return result(values, folded);
            }
        }
        throw new TableUnavailableException("table " + name + ": no host answers");
    }

    /** Hosts with a connection first, then those that may be tried; of each, those with a socket file first, the rest in any order. */
    private List<SqlHost> candidates() {
        List<SqlHost> usable = new ArrayList<>(
                hosts.stream().filter(host -> host.isUsable(clock)).toList());
        Collections.shuffle(usable);
        usable.sort(Comparator.comparing((SqlHost host) -> !host.isConnected()).thenComparing(host -> !host.isLocal()));
        return usable;
    }

    /** All values, or null if the host failed. */
    private @Nullable List<@Nullable String> ask(SqlHost host, String key) {
        SqlHost.Session session;
        try {
            session = host.take(clock, dialect);
        } catch (SQLException e) {
            context.warnings()
                    .accept("connect to " + dialect.name() + " server " + host.configured() + ": " + reason(e));
            host.rest(clock);
            return null;
        }
        try {
            List<@Nullable String> values = ask(session, key);
            host.giveBack(session, clock);
            return values;
        } catch (SQLException e) {
            context.warnings().accept(dialect.queryFailed(name, host.configured(), reason(e)));
            SqlHost.close(session.connection());
            host.rest(clock);
            return null;
        }
    }

    private List<@Nullable String> ask(SqlHost.Session session, String key) throws SQLException {
        String text = templates
                .query(query, dialect.toServer(key), session.quote())
                .orElseThrow(() -> new IllegalStateException("the key lost its parts"));
        List<@Nullable String> values = new ArrayList<>();
        boolean any = false;
        try (Statement statement = session.connection().createStatement()) {
            statement.setEscapeProcessing(false);
            boolean isRows = statement.execute(text);
            while (isRows || statement.getUpdateCount() != -1) {
                if (isRows) {
                    if (any && requireResultSet) {
                        throw new SQLException("multiple result sets returning data are not supported");
                    }
                    any = true;
                    values.clear();
                    read(statement.getResultSet(), values);
                }
                isRows = statement.getMoreResults();
            }
        }
        if (!any && requireResultSet) {
            throw new SQLException("query returned no result set(require_result_set = yes)");
        }
        return values;
    }

    private void read(ResultSet rows, List<@Nullable String> values) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            for (int i = 1; i <= columns; i++) {
                String value = rows.getString(i);
                values.add(value == null ? null : dialect.fromServer(value));
            }
        }
    }

    private Optional<String> result(List<@Nullable String> values, String key) throws TableUnavailableException {
        StringBuilder result = new StringBuilder();
        int expansion = 0;
        for (String value : values) {
            // libpq knows no null, only empty text
            String found = value == null && dialect.name().equals("pgsql") ? "" : value;
            if (templates.append(resultFormat, found, key, result)
                    && expansionLimit > 0
                    && ++expansion > expansionLimit) {
                String problem = "dict_" + dialect.name() + "_lookup: " + name.name()
                        + ": Expansion limit exceeded for key: '" + key + "'";
                context.warnings().accept(problem);
                throw new TableUnavailableException(problem);
            }
        }
        return result.isEmpty() ? Optional.empty() : Optional.of(result.toString());
    }

    private static String reason(SQLException e) {
        String text = e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text.strip().replace('\n', ' ');
    }

    @Override
    public void close() {
        hosts.forEach(SqlHost::close);
    }
}
