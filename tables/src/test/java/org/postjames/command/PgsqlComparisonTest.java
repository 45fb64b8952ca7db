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
                + "CREATE FUNCTION find(t text) RETURNS text LANGUAGE sql AS 'SELECT goto FROM alias WHERE address = t';";
        try (DatabaseServer server = DatabaseServer.postgres(own, script)) {
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
            comeBack(server);
        }
    }

    private DatabaseTable table(DatabaseServer server, String hosts) {
        return new DatabaseTable(
                directory, "pgsql", "hosts = " + hosts, "dbname = maildb", "user = mail", "password = secret");
    }

    /** A server that goes away and comes back: unavailable, never "not found"; asked again after a minute. */
    private static void comeBack(DatabaseServer server) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (SqlTables tables = new SqlTables(
                "pgsql",
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
            assertThat(tables.warnings()).hasSize(1).allMatch(text -> text.startsWith("pgsql query failed"));
        }
    }
}
