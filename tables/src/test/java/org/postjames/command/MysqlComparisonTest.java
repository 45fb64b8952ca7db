package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;
import org.postjames.table.LookupTable;
import org.postjames.table.TableUnavailableException;
import org.postjames.tables.SqlTables;

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
                + "CREATE PROCEDURE find(a text) SELECT goto FROM alias WHERE address = a;";
        try (DatabaseServer server = DatabaseServer.mariadb(own, script)) {
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
            comeBack(server);
        }
    }

    private DatabaseTable table(String hosts) {
        return new DatabaseTable(
                directory, "mysql", "hosts = " + hosts, "dbname = maildb", "user = mail", "password = secret");
    }

    /** A server that goes away and comes back: unavailable, never "not found"; asked again after a minute. */
    private static void comeBack(DatabaseServer server) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (SqlTables tables = new SqlTables(
                "mysql",
                Map.of(
                        "hosts", "127.0.0.1:" + server.port(),
                        "dbname", "maildb",
                        "user", "mail",
                        "password", "secret",
                        "query", "SELECT goto FROM alias WHERE address = '%s'"),
                now::get)) {
            LookupTable table = tables.table();
            assertThat(table.lookup("one@example.org")).contains("a@example.com");
            server.stop();
            assertThatThrownBy(() -> table.lookup("one@example.org")).isInstanceOf(TableUnavailableException.class);
            assertThatThrownBy(() -> table.lookup("none")).isInstanceOf(TableUnavailableException.class);
            server.start();
            assertThatThrownBy(() -> table.lookup("one@example.org")).isInstanceOf(TableUnavailableException.class);
            now.set(now.get().plusSeconds(61));
            assertThat(table.lookup("one@example.org")).contains("a@example.com");
            assertThat(table.lookup("none")).isEmpty();
            assertThat(tables.warnings()).hasSize(1).allMatch(text -> text.startsWith("mysql:t: query failed"));
        }
    }
}
