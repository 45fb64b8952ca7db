package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** {@code pgsql:} beside the installed postmap, both asking one PostgreSQL server. */
class PgsqlComparisonTest {
    private static final String QUERY = "query = SELECT goto FROM alias WHERE address = '%s'";

    @TempDir
    Path directory;

    @Test
    void answersShouldBePostfixs() throws Exception {
        Comparison.needs(
                Files.exists(Path.of("/usr/lib/postfix/postfix-pgsql.so")),
                "no pgsql: in Postfix (Debian: apt-get install postfix-pgsql)");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path own = Files.createDirectory(directory.resolve("server"));
        String script = SqliteComparisonTest.TABLE
                + "INSERT INTO alias VALUES (U&'\\00fc@example.org', U&'\\00e4@example.com');"
                + "INSERT INTO alias VALUES ('euro@example.org', U&'\\20ac@example.com');"
                + "CREATE USER client; GRANT SELECT ON ALL TABLES IN SCHEMA public TO client;"
                + "CREATE FUNCTION find(t text) RETURNS text LANGUAGE sql AS 'SELECT goto FROM alias WHERE address = t';";
        Certificates certificates = new Certificates(directory.resolve("certificates"));
        try (DatabaseServer server = DatabaseServer.postgres(own, script, certificates)) {
            String port = "127.0.0.1:" + server.port();
            DatabaseTable table = table(server, port);
            SqliteComparisonTest.compareTemplates(table);
            table.compare(List.of("one@example.org", "x'y"), "select_function = find");
            table.compare(List.of("one@example.org"), "query = SELECT address, goto FROM alias WHERE address = '%s'");
            table.compare(List.of("one@example.org"), "query = SELECT 1; SELECT goto FROM alias WHERE address = '%s'");
            table.compare(List.of("one@example.org"), "query = SELECT count(*) FROM alias");
            table.compare(List.of("\u00c3\u00bc@example.org"), QUERY);
            table.compare(List.of("euro@example.org"), QUERY);
            table.compare(List.of("x"), "query = SELEC 1");
            table.compare(List.of("x"), "query = SELECT goto FROM nowhere");
            table(server, "127.0.0.1:" + ScriptedServer.freePort()).compare(List.of("x"), QUERY);
            table(server, "inet:" + port).compare(List.of("one@example.org"), QUERY);
            table(server, "postgresql://mail:secret@" + port + "/maildb").compare(List.of("one@example.org"), QUERY);
            new DatabaseTable(directory, "pgsql", "hosts = " + port, "dbname = maildb", "user = mail", "password = bad")
                    .compare(List.of("x"), QUERY);
            new DatabaseTable(directory, "pgsql", "hosts = " + port, "user = mail").compare(List.of("x"), QUERY);
            Path socket = Files.createSymbolicLink(own.resolve(".s.PGSQL.5432"), Path.of(".s.PGSQL." + server.port()));
            assertThat(table(server, "unix:" + socket.getParent()).compare(List.of("one@example.org"), QUERY))
                    .contains("a@example.com");
            uris(server, certificates);
            DatabaseTable.comeBack("pgsql", server, "pgsql query failed");
        }
    }

    private void uris(DatabaseServer server, Certificates certificates) throws Exception {
        String port = "127.0.0.1:" + server.port();
        String mail = "postgresql://mail:secret@" + port + "/maildb?";
        String ca = "&sslrootcert=" + certificates.file("ca.pem");
        String other = "&sslrootcert=" + certificates.file("other-ca.pem");
        for (String tls : List.of(
                mail,
                mail + "sslmode=prefer",
                mail + "sslmode=require",
                mail + "ssl=true",
                mail + "sslmode=prefer" + ca,
                mail + "sslmode=require" + ca,
                mail + "sslmode=verify-ca" + ca,
                mail + "sslmode=verify-full" + ca,
                mail.replace("127.0.0.1", "127.0.0.2") + "sslmode=verify-ca" + ca,
                mail.replace("127.0.0.1", "localhost") + "sslmode=verify-full" + ca,
                mail + "sslmode=require&sslrootcert=/nowhere",
                mail + "sslmode=require&sslcert=/nowhere",
                mail + "connect_timeout=5&application_name=postfix&target_session_attrs=read-write&keepalives=0",
                mail.replace("mail:secret", "m%61il:%73ecret").replace("maildb", "mail%64b"),
                "postgresql:///?host=127.0.0.1&port=" + server.port() + "&user=mail&password=secret&dbname=maildb",
                client(server, certificates, "client", "rw-------"))) {
            assertThat(version(server, tls)).as(tls).contains("xTLSv1.3");
        }
        for (String plain : List.of(
                mail + "sslmode=disable",
                mail + "sslmode=allow",
                mail + "sslmode=prefer" + other,
                "postgresql:///maildb?host=" + server.directory() + "&port=" + server.port()
                        + "&user=mail&password=secret",
                "postgresql://mail:secret@" + server.directory().toString().replace("/", "%2F") + ":" + server.port()
                        + "/maildb?sslmode=require")) {
            assertThat(version(server, plain)).as(plain).contains("\tx\n");
        }
        for (String refused : List.of(
                mail + "sslmode=require" + other,
                mail + "sslmode=verify-ca" + other,
                mail + "sslmode=verify-ca",
                mail + "sslmode=verify-full&sslrootcert=/nowhere",
                // the certificate is for 127.0.0.1
                mail.replace("127.0.0.1", "127.0.0.2") + "sslmode=verify-full" + ca,
                mail + "sslmode=none",
                mail + "nonsense=1",
                mail + "nonsense",
                mail + "sslmode=%zz",
                mail + "sslmode=require&sslcert=" + certificates.file("client.pem") + "&sslkey=/nowhere",
                client(server, certificates, "client", "rw-r--r--"),
                client(server, certificates, "other-client", "rw-------"))) {
            assertThat(version(server, refused)).as(refused).contains("connect to pgsql server");
        }
    }

    /** The URI of the user with a certificate, whose key has these permissions. */
    private String client(DatabaseServer server, Certificates certificates, String name, String permissions)
            throws Exception {
        Path key = directory.resolve(name + permissions);
        Files.copy(Path.of(certificates.file(name + ".key")), key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
        return "postgresql://client@127.0.0.1:" + server.port() + "/maildb?sslmode=require&sslcert="
                + certificates.file(name + ".pem") + "&sslkey=" + key;
    }

    private String version(DatabaseServer server, String hosts) throws Exception {
        return new DatabaseTable(directory, "pgsql", "hosts = " + hosts, "dbname = maildb")
                .compareFile(
                        "one@example.org",
                        "query = SELECT 'x' || coalesce(version, '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    }

    private DatabaseTable table(DatabaseServer server, String hosts) {
        return new DatabaseTable(
                directory, "pgsql", "hosts = " + hosts, "dbname = maildb", "user = mail", "password = secret");
    }
}
