package org.postjames.tables;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.mariadb.jdbc.Driver;
import org.postjames.table.LookupTable;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableType;
import org.postjames.table.TableUnavailableException;

/** {@code mysql:}, tables in a MySQL or MariaDB database. // mysql_table(5) */
// Postfix differs: option_file and option_group name a file of the C library with more settings, because the driver
// here reads no such file
public final class MysqlTableType implements TableType {
    /** Where Debian's servers listen. */
    private static final String DEFAULT_SOCKET = "/run/mysqld/mysqld.sock";

    @Override
    public List<String> names() {
        return List.of("mysql");
    }

    @Override
    public LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        return new SqlTable(name, context, new Dialect(), InstantSource.system());
    }

    /** MySQL's ways. */
    record Dialect() implements SqlDialect {
        @Override
        public String name() {
            return "mysql";
        }

        @Override
        public SqlHost host(String configured, TableParameters parameters) throws TableUnavailableException {
            Properties login = new Properties();
            parameters.optional("user").ifPresent(user -> login.setProperty("user", user));
            parameters.optional("password").ifPresent(password -> login.setProperty("password", password));
            login.setProperty("allowPublicKeyRetrieval", "true");
            tls(parameters, login);
            String database = parameters.text("dbname", "");
            String place = configured.replaceFirst("^(unix|inet):", "");
            boolean local = configured.startsWith("unix:");
            String port = "3306";
            int colon = place.lastIndexOf(':');
            if (!local && colon >= 0) {
                port = place.substring(colon + 1);
                place = place.substring(0, colon);
            }
            if (place.toLowerCase(Locale.ROOT).equals("localhost")) {
                local = true;
                place = DEFAULT_SOCKET;
            }
            if (local) {
                login.setProperty("socketFactory", UnixSocketFactory.class.getName());
                String file = place;
                return new SqlHost(
                        configured,
                        true,
                        () -> UnixSocketFactory.through(
                                file, () -> connect("jdbc:mariadb://localhost/" + database, login)));
            }
            String url = "jdbc:mariadb://" + place + ":" + port + "/" + database;
            return new SqlHost(configured, false, () -> connect(url, login));
        }

        private static void tls(TableParameters parameters, Properties login) throws TableUnavailableException {
            for (String name : List.of("tls_key_file", "tls_cert_file", "tls_CApath")) {
                if (parameters.optional(name).isPresent()) {
                    throw new TableUnavailableException(name + " of a mysql table is not supported yet");
                }
            }
            boolean verify = parameters.bool("tls_verify_cert", false);
            boolean wanted = verify;
            for (String name : List.of("tls_CAfile", "tls_ciphers")) {
                wanted |= parameters.optional(name).isPresent();
            }
            if (wanted) {
                login.setProperty("sslMode", verify ? "verify-full" : "trust");
                parameters.optional("tls_CAfile").ifPresent(file -> login.setProperty("serverSslCert", file));
                parameters.optional("tls_ciphers").ifPresent(list -> login.setProperty("enabledSslCipherSuites", list));
            }
        }

        private static Connection connect(String url, Properties login) throws SQLException {
            Connection connection = new Driver().connect(url, login);
            if (connection == null) {
                throw new SQLException("no MySQL address: " + url);
            }
            return connection;
        }

        @Override
        public String defaultQuery(TableParameters parameters) throws TableUnavailableException {
            return parameters.builtQuery();
        }

        /** As mysql_real_escape_string(3) does. */
        @Override
        public UnaryOperator<String> quoting(Connection connection) throws SQLException {
            boolean noBackslashes;
            try (Statement statement = connection.createStatement();
                    ResultSet mode = statement.executeQuery("SELECT @@sql_mode")) {
                noBackslashes = mode.next() && mode.getString(1).contains("NO_BACKSLASH_ESCAPES");
            }
            return noBackslashes ? text -> text.replace("'", "''") : Dialect::escaped;
        }

        private static String escaped(String text) {
            StringBuilder out = new StringBuilder();
            for (char c : text.toCharArray()) {
                switch (c) {
                    case '\0' -> out.append("\\0");
                    case '\n' -> out.append("\\n");
                    case '\r' -> out.append("\\r");
                    case '\u001a' -> out.append("\\Z");
                    case '\'', '"', '\\' -> out.append('\\').append(c);
                    default -> out.append(c);
                }
            }
            return out.toString();
        }

        @Override
        public String toServer(String bytes) {
            return Utf8.decode(bytes).orElse(bytes);
        }

        @Override
        public String fromServer(String text) {
            return Utf8.encode(text);
        }

        @Override
        public String queryFailed(TableName table, String host, String reason) {
            return table + ": query failed: " + reason;
        }
    }
}
