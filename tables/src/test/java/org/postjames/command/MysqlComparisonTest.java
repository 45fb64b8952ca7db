package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** {@code mysql:} beside the installed postmap, both asking one MariaDB server. */
class MysqlComparisonTest {
    private static final String QUERY = "query = SELECT goto FROM alias WHERE address = '%s'";

    @TempDir
    Path directory;

    @Test
    void answersShouldBePostfixs() throws Exception {
        Comparison.needs(
                Files.exists(Path.of("/usr/lib/postfix/postfix-mysql.so")),
                "no mysql: in Postfix (Debian: apt-get install postfix-mysql)");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path own = Files.createDirectory(directory.resolve("server"));
        String script = SqliteComparisonTest.TABLE
                + "INSERT INTO alias VALUES ('\u00fc@example.org', '\u00e4@example.com');"
                + "CREATE USER client@'%' REQUIRE X509; GRANT ALL ON maildb.* TO client@'%';"
                + "CREATE PROCEDURE find(a text) SELECT goto FROM alias WHERE address = a;";
        Certificates certificates = new Certificates(directory.resolve("certificates"));
        try (DatabaseServer server = DatabaseServer.mariadb(own, script, certificates)) {
            String port = "127.0.0.1:" + server.port();
            DatabaseTable table = table(port);
            SqliteComparisonTest.compareTemplates(table);
            table.compare(List.of("one@example.org", "many@example.org", "x'y"), "query = CALL find('%s')");
            table.compare(List.of("one@example.org"), "query = SELECT address, goto FROM alias WHERE address = '%s'");
            table.compare(List.of("one@example.org"), "query = SELECT 1; SELECT goto FROM alias WHERE address = '%s'");
            table.compare(List.of("one@example.org"), "query = SELECT count(*) FROM alias");
            table.compare(List.of("one@example.org"), "query = SET @x = 1");
            table.compare(List.of("one@example.org"), "query = SET @x = 1", "require_result_set = no");
            table.compare(List.of("x"), "query = SELEC 1");
            table.compare(List.of("x"), "query = SELECT goto FROM nowhere");
            table("127.0.0.1:" + ScriptedServer.freePort()).compare(List.of("x"), QUERY);
            table("inet:" + port).compare(List.of("one@example.org"), QUERY);
            assertThat(table("unix:" + own.resolve("sock")).compare(List.of("one@example.org"), QUERY))
                    .contains("a@example.com");
            new DatabaseTable(directory, "mysql", "hosts = " + port, "dbname = maildb", "user = mail", "password = bad")
                    .compare(List.of("x"), QUERY);
            new DatabaseTable(directory, "mysql", "hosts = " + port, "user = mail").compare(List.of("x"), QUERY);
            assertThat(table.compare(List.of("\u00c3\u00bc@example.org"), QUERY))
                    .contains("\u00c3\u00a4@example.com");
            tls(server, certificates);
            DatabaseTable.comeBack("mysql", server, "mysql:t: query failed");
        }
    }

    private void tls(DatabaseServer server, Certificates certificates) throws Exception {
        String port = "127.0.0.1:" + server.port();
        String version =
                "query = SELECT concat('x', variable_value) FROM information_schema.session_status WHERE variable_name = 'Ssl_version'";
        String ca = "tls_CAfile = " + certificates.file("ca.pem");
        String other = "tls_CAfile = " + certificates.file("other-ca.pem");
        String verify = "tls_verify_cert = yes";
        String certificate = "tls_cert_file = " + certificates.file("client.pem");
        String key = "tls_key_file = " + certificates.file("client.key");
        List<List<String>> good = List.of(
                List.of(ca),
                List.of(ca, verify),
                List.of("tls_CApath = " + certificates.file("dir")),
                List.of(certificate, key),
                List.of(certificate, key, ca, verify),
                List.of("tls_ciphers = HIGH:!aNULL"),
                List.of(ca, "tls_ciphers = ECDHE-ECDSA-AES256-GCM-SHA384"),
                List.of("tls_ciphers = TLS_AES_128_GCM_SHA256"));
        for (List<String> settings : good) {
            assertThat(compare(table(port), version, settings)).contains("xTLSv1.3");
        }
        List<List<String>> bad = List.of(
                List.of(other),
                List.of(other, verify),
                List.of(verify),
                List.of("tls_CApath = /nowhere"),
                List.of("tls_CAfile = /nowhere"),
                List.of("tls_cert_file = /nowhere"),
                List.of(certificate, "tls_key_file = " + certificates.file("server.key")),
                List.of("tls_ciphers = NONSENSE"));
        for (List<String> settings : bad) {
            assertThat(compare(table(port), version, settings)).contains("connect to mysql server");
        }
        assertThat(compare(table(port), version, List.of())).contains("\tx\n");
        // the certificate is for 127.0.0.1
        assertThat(compare(table("127.1:" + server.port()), version, List.of(ca)))
                .contains("xTLSv1.3");
        assertThat(compare(table("127.1:" + server.port()), version, List.of(ca, verify)))
                .contains("connect to mysql server");
        DatabaseTable client =
                new DatabaseTable(directory, "mysql", "hosts = " + port, "dbname = maildb", "user = client");
        assertThat(compare(client, version, List.of(certificate, key, ca))).contains("xTLSv1.3");
        assertThat(compare(client, version, List.of(ca))).contains("connect to mysql server");
        assertThat(compare(table("unix:" + server.directory().resolve("sock")), version, List.of(ca)))
                .contains("x");
    }

    private static String compare(DatabaseTable table, String query, List<String> settings) throws Exception {
        List<String> all = new ArrayList<>(settings);
        all.add(query);
        return table.compareFile("one@example.org", all.toArray(String[]::new));
    }

    private DatabaseTable table(String hosts) {
        return new DatabaseTable(
                directory, "mysql", "hosts = " + hosts, "dbname = maildb", "user = mail", "password = secret");
    }
}
