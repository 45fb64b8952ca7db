package org.postjames.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;
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
        private static final Pattern LOGIN = Pattern.compile("(postgresql://)([^:@/]*)(?::([^@/]*))?@(.*)");

        @Override
        public String name() {
            return "pgsql";
        }

        @Override
        public SqlHost host(String configured, TableParameters parameters) {
            Properties login = new Properties();
            parameters.optional("user").ifPresent(user -> login.setProperty("user", user));
            parameters.optional("password").ifPresent(password -> login.setProperty("password", password));
            if (configured.startsWith("postgresql:")) {
                return new SqlHost(configured, false, () -> connect(withoutLogin(configured, login), login));
            }
            String place = configured.replaceFirst("^(unix|inet):", "");
            String database = "/" + encoded(parameters.text("dbname", ""));
            if (place.startsWith("/")) {
                login.setProperty("socketFactory", UnixSocketFactory.class.getName());
                login.setProperty("socketFactoryArg", place + "/.s.PGSQL.5432");
                login.setProperty("sslmode", "disable");
                return new SqlHost(configured, true, () -> connect("jdbc:postgresql://localhost" + database, login));
            }
            int colon = place.lastIndexOf(':');
            String address = colon < 0 ? place + ":5432" : place;
            return new SqlHost(configured, false, () -> connect("jdbc:postgresql://" + address + database, login));
        }

        /** libpq takes {@code user:password@} before the host, JDBC does not. */
        private static String withoutLogin(String uri, Properties login) {
            Matcher parts = LOGIN.matcher(uri);
            if (!parts.matches()) {
                return "jdbc:" + uri;
            }
            login.setProperty("user", decoded(parts.group(2)));
            if (parts.group(3) != null) {
                login.setProperty("password", decoded(parts.group(3)));
            }
            return "jdbc:" + parts.group(1) + parts.group(4);
        }

        private static String decoded(String text) {
            return java.net.URLDecoder.decode(text.replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
        }

        private static String encoded(String text) {
            return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
        }

        private static Connection connect(String url, Properties login) throws SQLException {
            Connection connection = new Driver().connect(url, login);
            if (connection == null) {
                throw new SQLException("no PostgreSQL address: " + url);
            }
            return connection;
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
