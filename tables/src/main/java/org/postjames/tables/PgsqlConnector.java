package org.postjames.tables;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.postgresql.Driver;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.TextLines;

/** Connects to a PostgreSQL server as its own library does with the same parameters. // libpq: Parameter Key Words, SSL Support */
// Postfix differs: certificates in ~/.postgresql are used, because libpq looks there; here only those that a URI names
final class PgsqlConnector {
    /** Where Debian's servers listen. */
    private static final String DEFAULT_SOCKETS = "/var/run/postgresql";

    private static final Set<String> MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    /** Those that the driver here knows by another name. */
    private static final Map<String, String> NAMES = Map.of(
            "user", "user",
            "password", "password",
            "application_name", "ApplicationName",
            "fallback_application_name", "ApplicationName",
            "options", "options",
            "channel_binding", "channelBinding",
            "connect_timeout", "connectTimeout",
            "gssencmode", "gssEncMode",
            "target_session_attrs", "targetServerType",
            "keepalives", "tcpKeepAlive");
    /** Values of those two. */
    private static final Map<String, String> VALUES = Map.of(
            "read-write", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary",
            "0", "false",
            "1", "true");

    private static final Set<String> TLS = Set.of("sslmode", "sslrootcert", "sslcert", "sslkey");
    /** Postfix sets the encoding itself. */
    private static final Set<String> ADDRESS = Set.of("host", "port", "dbname", "client_encoding");

    private static final Set<String> NOT_SUPPORTED = Set.of(
            "hostaddr",
            "passfile",
            "service",
            "requiressl",
            "sslcompression",
            "sslcrl",
            "sslcrldir",
            "sslpassword",
            "sslsni",
            "ssl_min_protocol_version",
            "ssl_max_protocol_version",
            "requirepeer",
            "krbsrvname",
            "gsslib",
            "replication",
            "keepalives_idle",
            "keepalives_interval",
            "keepalives_count",
            "tcp_user_timeout");

    /** Silent: whoever connects is told by an exception, and a command's users read its output. Held, because loggers are not. */
    private static final Logger LOGGER = Logger.getLogger("org.postgresql");

    static {
        LOGGER.setLevel(Level.OFF);
    }

    private PgsqlConnector() {}

    /** @param parameters by libpq's names */
    static Connection connect(Map<String, String> parameters) throws SQLException {
        Properties login = login(parameters);
        String host = parameters.getOrDefault("host", "");
        String port = parameters.getOrDefault("port", "");
        port = port.isEmpty() ? "5432" : port;
        String database = "/" + URLEncoder.encode(parameters.getOrDefault("dbname", ""), StandardCharsets.UTF_8);
        String mode = parameters.getOrDefault("sslmode", "prefer");
        if (!MODES.contains(mode)) {
            throw new SQLException("invalid sslmode value: \"" + mode + "\"");
        }
        if (host.isEmpty() || host.startsWith("/")) {
            login.setProperty("socketFactory", UnixSocketFactory.class.getName());
            login.setProperty("socketFactoryArg", (host.isEmpty() ? DEFAULT_SOCKETS : host) + "/.s.PGSQL." + port);
            login.setProperty("sslmode", "disable");
            return open("jdbc:postgresql://localhost" + database, login);
        }
        String url = "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + database;
        login.setProperty("sslmode", mode);
        if (mode.equals("disable")) {
            return open(url, login);
        }
        login.setProperty("sslfactory", PgsqlTls.class.getName());
        TableTls tls = tls(parameters, mode);
        try {
            return PgsqlTls.through(tls, () -> open(url, login));
        } catch (SQLException e) {
            if (!mode.equals("prefer") || !(e.getCause() instanceof SSLException)) {
                throw e;
            }
            // TLS was only to be preferred
            login.setProperty("sslmode", "disable");
            return open(url, login);
        }
    }

    private static Properties login(Map<String, String> parameters) throws SQLException {
        Properties login = new Properties();
        login.setProperty("tcpKeepAlive", "true");
        for (String name : parameters.keySet()) {
            String theirs = NAMES.get(name);
            if (NOT_SUPPORTED.contains(name)) {
                throw new SQLException(name + " in a connection URI is not supported");
            }
            if (theirs == null && !TLS.contains(name) && !ADDRESS.contains(name)) {
                throw new SQLException("invalid URI query parameter: \"" + name + "\"");
            }
            if (theirs != null && !(name.startsWith("fallback") && parameters.containsKey("application_name"))) {
                String value = parameters.getOrDefault(name, "");
                boolean translated = theirs.equals("targetServerType") || theirs.equals("tcpKeepAlive");
                login.setProperty(theirs, translated ? VALUES.getOrDefault(value, value) : value);
            }
        }
        return login;
    }

    /** A file of authorities that is there is heeded in every mode, one that is not is missed only where the server is to be verified. */
    private static TableTls tls(Map<String, String> parameters, String mode) throws SQLException {
        String authorities = parameters.getOrDefault("sslrootcert", "");
        boolean verify = !authorities.isEmpty() && Files.exists(Path.of(authorities));
        if (!verify && mode.startsWith("verify-")) {
            throw new SQLException("root certificate file \"" + authorities + "\" does not exist");
        }
        String certificate = parameters.getOrDefault("sslcert", "");
        String key = parameters.getOrDefault("sslkey", "");
        boolean shown = !certificate.isEmpty() && Files.exists(Path.of(certificate));
        try {
            if (shown) {
                checkKey(Path.of(key));
            }
            return new TableTls(verify ? authorities : "", "", shown ? certificate : "", shown ? key : "", verify);
        } catch (IOException e) {
            throw new SQLException("private key file \"" + key + "\": " + TextLines.reason(e), e);
        } catch (TableUnavailableException e) {
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** As libpq: who may read it but its owner, or root's group, has been told a secret. */
    private static void checkKey(Path key) throws IOException, SQLException {
        if (!Files.isRegularFile(key)) {
            throw new SQLException("certificate present, but not private key file \"" + key + "\"");
        }
        Set<PosixFilePermission> others = Files.getPosixFilePermissions(key);
        others.remove(PosixFilePermission.OWNER_READ);
        others.remove(PosixFilePermission.OWNER_WRITE);
        others.remove(PosixFilePermission.OWNER_EXECUTE);
        if (Files.getOwner(key).getName().equals("root")) {
            others.remove(PosixFilePermission.GROUP_READ);
        }
        if (!others.isEmpty()) {
            throw new SQLException("private key file \"" + key + "\" has group or world access");
        }
    }

    private static Connection open(String url, Properties login) throws SQLException {
        Connection connection = new Driver().connect(url, login);
        if (connection == null) {
            throw new SQLException("no PostgreSQL address: " + url);
        }
        return connection;
    }
}
