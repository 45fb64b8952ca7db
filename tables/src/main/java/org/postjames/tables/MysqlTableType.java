package org.postjames.tables;

import java.security.GeneralSecurityException;
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

    /**
     * What a table says about TLS. The files are read when a connection is made. // mysql_table(5): tls_cert_file to tls_verify_cert
     *
     * @param names whether the certificate must be for the host
     */
    private record Tls(
            String certificate, String key, String authorities, String directory, String ciphers, boolean names) {
        static Tls read(TableParameters parameters) throws TableUnavailableException {
            return new Tls(
                    parameters.text("tls_cert_file", ""),
                    parameters.text("tls_key_file", ""),
                    parameters.text("tls_CAfile", ""),
                    parameters.text("tls_CApath", ""),
                    parameters.text("tls_ciphers", ""),
                    parameters.bool("tls_verify_cert", false));
        }

        boolean isWanted() {
            return names || !(certificate + key + authorities + directory + ciphers).isEmpty();
        }

        /** Each of certificate and key may hold both; authorities that are named are asked in any case. */
        TableTls open() throws TableUnavailableException {
            return new TableTls(
                    authorities,
                    directory,
                    certificate.isEmpty() ? key : certificate,
                    key.isEmpty() ? certificate : key,
                    names || !(authorities + directory).isEmpty());
        }
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
            Tls tls = Tls.read(parameters);
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
                                file, () -> connect("jdbc:mariadb://localhost/" + database, login, tls)));
            }
            String url = "jdbc:mariadb://" + place + ":" + port + "/" + database;
            return new SqlHost(configured, false, () -> connect(url, login, tls));
        }

        // Postfix differs: tls_ciphers may hold any word of OpenSSL's, because that is its library; here names of
        // ciphers, HIGH, and what is never there, such as !aNULL
        // Postfix differs: a table with tls_ settings but without tls_verify_cert takes a server that has no TLS,
        // because
        // its library does; here there is no connection then
        private static Connection connect(String url, Properties login, Tls tls) throws SQLException {
            if (!tls.isWanted()) {
                return connect(url, login);
            }
            Properties all = new Properties();
            all.putAll(login);
            all.setProperty("tlsSocketType", MysqlTls.TYPE);
            all.setProperty("sslMode", tls.names ? "verify-full" : "verify-ca");
            try {
                if (!tls.ciphers.isEmpty()) {
                    all.setProperty("enabledSslCipherSuites", String.join(",", CipherList.parse(tls.ciphers)));
                }
                return MysqlTls.through(tls.open(), () -> connect(url, all));
            } catch (TableUnavailableException | GeneralSecurityException e) {
                throw new SQLException("TLS/SSL error: " + e.getMessage(), e);
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
