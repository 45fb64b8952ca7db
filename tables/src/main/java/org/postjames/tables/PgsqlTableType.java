package org.postjames.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.postjames.table.LookupTable;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableType;
import org.postjames.table.TableUnavailableException;

/** {@code pgsql:}, tables in a PostgreSQL database. // pgsql_table(5) */
public final class PgsqlTableType implements TableType {
    @Override
    public List<String> names() {
        return List.of("pgsql");
    }

    @Override
    public LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        return new SqlTable(name, context, new Dialect(), InstantSource.system());
    }

    /** PostgreSQL's ways. */
    record Dialect() implements SqlDialect {
        @Override
        public String name() {
            return "pgsql";
        }

        // Postfix differs: a password in a postgresql:// URI is logged when there is no connection, because Postfix
        // logs the URI; here *** stands for it
        @Override
        public SqlHost host(String configured, TableParameters parameters) throws TableUnavailableException {
            if (configured.startsWith("postgresql:")) {
                return new SqlHost(
                        PgsqlUri.withoutPassword(configured),
                        false,
                        () -> PgsqlConnector.connect(PgsqlUri.parse(configured)));
            }
            Map<String, String> login = new HashMap<>();
            parameters.optional("user").ifPresent(user -> login.put("user", user));
            parameters.optional("password").ifPresent(password -> login.put("password", password));
            login.put("dbname", parameters.text("dbname", ""));
            String place = configured.replaceFirst("^(unix|inet):", "");
            int colon = place.startsWith("/") ? -1 : place.lastIndexOf(':');
            login.put("host", colon < 0 ? place : place.substring(0, colon));
            login.put("port", colon < 0 ? "" : place.substring(colon + 1));
            return new SqlHost(configured, place.startsWith("/"), () -> PgsqlConnector.connect(login));
        }

        @Override
        public String defaultQuery(TableParameters parameters) throws TableUnavailableException {
            var function = parameters.optional("select_function");
            return function.isPresent() ? "SELECT " + function.get() + "('%s')" : parameters.builtQuery();
        }

        /** As PQescapeStringConn(3) does; a null byte ends the key, as in C. */
        @Override
        public UnaryOperator<String> quoting(Connection connection) throws SQLException {
            boolean standard;
            try (Statement statement = connection.createStatement();
                    ResultSet setting = statement.executeQuery("SHOW standard_conforming_strings")) {
                standard = setting.next() && setting.getString(1).equals("on");
            }
            return text -> {
                String doubled = text.replace("'", "''");
                return standard ? doubled : doubled.replace("\\", "\\\\");
            };
        }

        /** Postfix 3.7 speaks LATIN1 with the server: bytes are characters. */
        @Override
        public String toServer(String bytes) {
            return bytes;
        }

        @Override
        public String fromServer(String text) throws SQLException {
            if (text.chars().anyMatch(c -> c > 255)) {
                throw new SQLException("ERROR:  a character has no equivalent in encoding \"LATIN1\"");
            }
            return text;
        }

        @Override
        public String queryFailed(TableName table, String host, String reason) {
            return "pgsql query failed: fatal error from host " + host + ": " + reason;
        }
    }
}
