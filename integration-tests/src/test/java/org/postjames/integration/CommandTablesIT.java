package org.postjames.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The distribution's commands open tables that need a driver wherever their types are told: {@code sqlite:} answers, the others find that nobody listens, and
 * say so as only their drivers can.
 */
class CommandTablesIT {
    @TempDir
    Path directory;

    private int nobody;

    @BeforeEach
    void find() throws Exception {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = probe.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "mysql", "pgsql", "ldap"})
    void aTypeMayBeTheDefaultOne(String type) throws Exception {
        Path table = table(type);
        configure("default_database_type = " + type);

        assertThat(output("", "postmap", "-c", "@", "-q", "key", table.toString()))
                .contains(answer(type));
        assertThat(output("key\n", "postmap", "-c", "@", "-q", "-", table.toString()))
                .contains(answer(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "mysql", "pgsql", "ldap"})
    void aTypeMayBeBehindAnother(String type) throws Exception {
        String table = type + ":" + table(type);
        configure();

        for (String name : List.of(
                table, "proxy:" + table, "unionmap:{" + table + ",static:x}", "pipemap:{" + table + ",static:value}")) {
            assertThat(output("", "postmap", "-c", "@", "-q", "key", name)).contains(answer(type));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "mysql", "pgsql", "ldap"})
    void listsInMainCfMayNameATable(String type) throws Exception {
        String table = type + ":" + table(type);
        configure("authorized_submit_users = " + table, "fast_flush_domains = " + table);

        // nobody's name is key
        String told = type.equals("sqlite") ? "is not allowed to submit mail" : answer(type);
        assertThat(output("Subject: hello\n\nhello\n", "sendmail", "-C", "@", "root"))
                .contains(told);
        if (!type.equals("sqlite")) {
            assertThat(output("", "postqueue", "-c", "@", "-s", "example.com")).contains(told);
        }
    }

    @Test
    void aliasMapsWithADriverShouldNotHinderNewaliases() throws Exception {
        Path aliases = Files.writeString(directory.resolve("aliases"), "postmaster: root\n");
        configure("alias_maps = mysql:" + table("mysql"), "alias_database = lmdb:" + aliases);

        assertThat(output("", "newaliases", "-C", "@")).isEmpty();
        assertThat(output("", "sendmail", "-C", "@", "-bi")).isEmpty();
        assertThat(output("", "postalias", "-c", "@", "-q", "postmaster", "lmdb:" + aliases))
                .isEqualTo("root\n");
    }

    @Test
    void postconfShouldNameAllTypes() throws Exception {
        configure();
        assertThat(output("", "postconf", "-m").lines()).contains("ldap", "lmdb", "mysql", "pgsql", "sqlite");
    }

    private String answer(String type) {
        return switch (type) {
            case "sqlite" -> "value";
            case "ldap" -> "Unable to bind to server ldap://127.0.0.1:" + nobody;
            default -> "connect to " + type + " server 127.0.0.1:" + nobody;
        };
    }

    /** In it, {@code key} has the value {@code value}, if anybody can be asked. */
    private Path table(String type) throws Exception {
        Path database = directory.resolve("database");
        String settings =
                switch (type) {
                    case "ldap" -> "server_host = ldap://127.0.0.1:%d\nsearch_base = dc=example\n".formatted(nobody);
                    case "sqlite" -> {
                        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                                Statement statement = connection.createStatement()) {
                            statement.execute("CREATE TABLE t (k text, v text)");
                            statement.execute("INSERT INTO t VALUES ('key', 'value')");
                        }
                        yield "dbpath = " + database + "\nquery = SELECT v FROM t WHERE k = '%s'\n";
                    }
                    default ->
                        "hosts = 127.0.0.1:%d\nuser = u\npassword = p\ndbname = d\nquery = SELECT v FROM t WHERE k = '%%s'\n"
                                .formatted(nobody);
                };
        return Files.writeString(directory.resolve(type + ".cf"), settings);
    }

    private void configure(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "compatibility_level = 3.6", "queue_directory = " + directory, "myhostname = mail.example.test"));
        all.addAll(List.of(lines));
        Files.write(directory.resolve("main.cf"), all);
    }

    /** What a command wrote; {@code @} is the directory with main.cf. */
    private String output(String input, String name, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(Postjames.bin(name).toString()));
        for (String word : words) {
            all.add(word.equals("@") ? directory.toString() : word);
        }
        Mta.Output output = Processes.run(all, input, Duration.ofSeconds(60));
        return output.stdout() + output.stderr();
    }
}
