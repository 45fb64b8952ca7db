package org.postjames.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.comparison.Comparison;

/** {@code sqlite:} beside the installed postmap. */
class SqliteComparisonTest {
    static final String TABLE = """
            CREATE TABLE alias (address VARCHAR(200), goto VARCHAR(200));
            INSERT INTO alias VALUES ('one@example.org', 'a@example.com');
            INSERT INTO alias VALUES ('many@example.org', 'b@example.com');
            INSERT INTO alias VALUES ('many@example.org', 'c@example.com');
            INSERT INTO alias VALUES ('many@example.org', 'local');
            INSERT INTO alias VALUES ('empty@example.org', '');
            INSERT INTO alias VALUES ('null@example.org', NULL);
            INSERT INTO alias VALUES ('o''brien@example.org', 'quote@example.com');
            INSERT INTO alias VALUES ('per%cent@example.org', '100%s@example.com');
            INSERT INTO alias VALUES ('local', 'user');
            INSERT INTO alias VALUES ('@example.net', 'all@example.com');
            INSERT INTO alias VALUES ('example.org', 'OK');
            INSERT INTO alias VALUES ('org', 'TLD');
            """;
    static final List<String> KEYS = List.of(
            "one@example.org",
            "ONE@Example.ORG",
            "many@example.org",
            "empty@example.org",
            "null@example.org",
            "o'brien@example.org",
            "per%cent@example.org",
            "local",
            "@example.net",
            "example.org",
            "org",
            "nobody@example.org",
            "one@",
            "@",
            "a@b@example.org",
            "one@sub.example.org",
            "one@.example..org.",
            "' OR '1'='1",
            "' OR 1=1 --",
            "x'; DROP TABLE alias; --",
            "\\' OR 1=1 --",
            "\\",
            "x\\'",
            "one@example.org\\",
            "\" OR \"\"=\"",
            "a\tb",
            "x@'||(SELECT 'y')||'.org");

    @TempDir
    Path directory;

    @BeforeEach
    void makeDatabase() throws Exception {
        Comparison.needsProgram(Path.of("/usr/sbin/postmap"), "postfix");
        Comparison.needs(
                Files.exists(Path.of("/usr/lib/postfix/postfix-sqlite.so")),
                "no sqlite: in Postfix (Debian: apt-get install postfix-sqlite)");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("db"));
                Statement statement = connection.createStatement()) {
            for (String one : TABLE.split(";\n")) {
                statement.execute(one);
            }
            statement.execute("INSERT INTO alias VALUES ('\u00fc@example.org', '\u00e4@example.com')");
        }
    }

    private DatabaseTable table() {
        return new DatabaseTable(directory, "sqlite", "dbpath = " + directory.resolve("db"));
    }

    @Test
    void templatesShouldExpandAndFilterAsInPostfix() throws Exception {
        compareTemplates(table());
    }

    /** Also used by the servers' tests. */
    static void compareTemplates(DatabaseTable table) throws Exception {
        String query = "query = SELECT goto FROM alias WHERE address = '%s'";
        assertThat(table.compare(KEYS, query)).contains("a@example.com", "b@example.com,c@example.com,local");
        for (String format :
                List.of("%s", "<%s>", "%u", "%d", "%u at %d", "%S->%s", "%U/%D", "%%%s%%", "fixed", "%1-%2", "%3")) {
            table.compare(KEYS, query, "result_format = " + format);
        }
        for (String where : List.of(
                "'%u'", "'%d'", "'%S'", "'%U@%D'", "'%u@%d'", "'%1'", "'%2.%1'", "'%3.%2.%1'", "'%9'", "'one%%'")) {
            table.compare(KEYS, "query = SELECT goto FROM alias WHERE address = " + where);
        }
        for (String domain : List.of(
                "example.org",
                "example.com, example.net",
                "!example.net, example.org",
                "inline:{example.org=1}",
                "EXAMPLE.ORG sub.example.org")) {
            table.compare(KEYS, query, "domain = " + domain);
        }
        table.compare(KEYS, "table = alias", "select_field = goto", "where_field = address");
        table.compare(
                KEYS,
                "table = alias",
                "select_field = goto",
                "where_field = address",
                "additional_conditions = AND goto LIKE 'b%%'");
        table.compare(List.of("one@example.org"), query, "expansion_limit = 1");
        table.compare(List.of("many@example.org"), query, "expansion_limit = 3");
        table.compare(List.of("many@example.org"), query, "expansion_limit = 2");
    }

    @Test
    void brokenConfigurationsShouldEndAsInPostfix() throws Exception {
        DatabaseTable table = table();
        String query = "query = SELECT goto FROM alias WHERE address = '%s'";
        table.compare(List.of("x"), "query = SELECT %x");
        table.compare(List.of("x"), "query = SELECT %");
        table.compare(List.of("x"), query, "result_format = %q");
        table.compare(List.of("x"), query, "expansion_limit = many");
        table.compare(List.of("x"), "table = alias");
        table.compare(List.of("x"), "query = SELEC 1");
        table.compare(List.of("x"), "query = SELECT goto FROM nowhere");
        table.compare(List.of("x"), "query = SELECT abs(-9223372036854775808)");
        new DatabaseTable(directory, "sqlite").compare(List.of("x"), query);
        new DatabaseTable(directory, "sqlite", "dbpath = " + directory + "/no/db").compare(List.of("x"), query);
        table.same("x\n", "sqlite:" + directory.resolve("missing.cf"));
        table.same("x\n", "sqlite:" + table.write("odd.cf", "dbpath = x\nno setting\n"));
        table.same(
                "x\n",
                "sqlite:"
                        + table.write(
                                "twice.cf", "dbpath = x\ndbpath = " + directory.resolve("db") + "\n" + query + "\n"));
    }

    @Test
    void textsShouldBeUtf8() throws Exception {
        String query = "query = SELECT goto FROM alias WHERE address = '%s'";
        assertThat(table().compare(
                                List.of("\u00c3\u00bc@example.org", "\u00c3\u009c@example.org", "\u00fc@example.org"),
                                query))
                .contains("\u00c3\u00a4@example.com");
    }
}
