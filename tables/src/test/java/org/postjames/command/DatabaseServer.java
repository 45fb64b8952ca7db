package org.postjames.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postjames.comparison.Comparison;

/** A database server of a Debian package, in a directory and on a port of its own, under the user that its package made if we are root. */
final class DatabaseServer implements AutoCloseable {
    private static final Path POSTGRES = Path.of("/usr/lib/postgresql/15/bin/postgres");
    private static final Path MARIADB = Path.of("/usr/sbin/mariadbd");
    private static final Path SLAPD = Path.of("/usr/sbin/slapd");
    private static final Path MEMCACHED = Path.of("/usr/bin/memcached");

    private final Path directory;
    private final int port;
    private final List<String> command;
    private Process process;

    private DatabaseServer(Path directory, int port, List<String> command) {
        this.directory = directory;
        this.port = port;
        this.command = List.copyOf(command);
    }

    /**
     * User {@code mail} with password {@code secret} owns database {@code maildb}; user {@code client} of the script comes with the certificate of that name.
     * One script has been run.
     */
    static DatabaseServer postgres(Path directory, String script, Certificates certificates)
            throws IOException, InterruptedException {
        Comparison.needsProgram(POSTGRES, "postgresql");
        own(directory, "postgres");
        Path data = directory.resolve("data");
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        own(password, "postgres");
        String bin = POSTGRES.getParent() + "/";
        run(as(
                "postgres",
                bin + "initdb",
                "-D",
                data.toString(),
                "-U",
                "mail",
                "--pwfile=" + password,
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C"));
        Path key = Files.copy(Path.of(certificates.file("server.key")), directory.resolve("key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        own(key, "postgres");
        Path rules = data.resolve("pg_hba.conf");
        Files.writeString(
                rules,
                "hostssl all client 127.0.0.1/32 cert\nhostssl all all 127.0.0.2/32 scram-sha-256\n"
                        + Files.readString(rules));
        int port = ScriptedServer.freePort();
        DatabaseServer server = new DatabaseServer(
                directory,
                port,
                as(
                        "postgres",
                        bin + "postgres",
                        "-c",
                        "ssl=on",
                        "-c",
                        "ssl_ca_file=" + certificates.file("ca.pem"),
                        "-c",
                        "ssl_cert_file=" + certificates.file("server.pem"),
                        "-c",
                        "ssl_key_file=" + key,
                        "-D",
                        data.toString(),
                        "-h",
                        "127.0.0.1,127.0.0.2",
                        "-p",
                        port + "",
                        "-k",
                        directory.toString(),
                        "-F"));
        server.start();
        Path file = Files.writeString(directory.resolve("script"), "CREATE DATABASE maildb;\n\\c maildb\n" + script);
        run(List.of(
                "env",
                "PGPASSWORD=secret",
                "psql",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "127.0.0.1",
                "-p",
                port + "",
                "-U",
                "mail",
                "-f",
                file.toString(),
                "postgres"));
        return server;
    }

    /** User {@code mail} with password {@code secret} may read database {@code maildb}; one script has been run in it. */
    static DatabaseServer mariadb(Path directory, String script, Certificates certificates)
            throws IOException, InterruptedException {
        Comparison.needsProgram(MARIADB, "mariadb-server");
        own(directory, "mysql");
        Path data = directory.resolve("data");
        run(as(
                "mysql",
                "/usr/bin/mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        int port = ScriptedServer.freePort();
        Path socket = directory.resolve("sock");
        Path file = Files.writeString(
                directory.resolve("script"),
                "CREATE DATABASE maildb CHARACTER SET utf8mb4; CREATE USER mail@'%' IDENTIFIED BY 'secret'; CREATE USER mail@localhost IDENTIFIED BY 'secret'; GRANT ALL ON maildb.* TO mail@'%'; GRANT ALL ON maildb.* TO mail@localhost; USE maildb;\n"
                        + script);
        DatabaseServer server = new DatabaseServer(
                directory,
                port,
                as(
                        "mysql",
                        MARIADB.toString(),
                        "--no-defaults",
                        "--datadir=" + data,
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + socket,
                        "--pid-file=" + directory.resolve("pid"),
                        "--ssl-ca=" + certificates.file("ca.pem"),
                        "--ssl-cert=" + certificates.file("server.pem"),
                        "--ssl-key=" + certificates.file("server.key"),
                        "--innodb-buffer-pool-size=16M",
                        "--skip-name-resolve"));
        server.start();
        ProcessBuilder client = new ProcessBuilder(
                "mariadb", "--no-defaults", "--default-character-set=utf8mb4", "-S", socket.toString(), "-u", "root");
        run(client.redirectInput(file.toFile()));
        return server;
    }

    /**
     * One suffix {@code dc=example,dc=org} with these entries, in which {@code PORT} becomes the port; {@code cn=admin,dc=example,dc=org} has the password
     * {@code secret}. It also listens on the file {@code ldapi} in the directory.
     */
    static DatabaseServer slapd(Path directory, String entries, int tlsPort, Certificates certificates)
            throws IOException, InterruptedException {
        Comparison.needsProgram(SLAPD, "slapd");
        Path data = Files.createDirectories(directory.resolve("data"));
        Path config = Files.writeString(directory.resolve("slapd.conf"), """
                include /etc/ldap/schema/core.schema
                include /etc/ldap/schema/cosine.schema
                include /etc/ldap/schema/inetorgperson.schema
                modulepath /usr/lib/ldap
                moduleload back_mdb
                allow bind_v2
                pidfile %1$s/pid
                TLSCACertificateFile %3$s
                TLSCertificateFile %4$s
                TLSCertificateKeyFile %5$s
                TLSVerifyClient try
                database mdb
                maxsize 10485760
                suffix dc=example,dc=org
                rootdn cn=admin,dc=example,dc=org
                rootpw secret
                directory %2$s
                """.formatted(
                        directory,
                        data,
                        certificates.file("ca.pem"),
                        certificates.file("server.pem"),
                        certificates.file("server.key")));
        int port = ScriptedServer.freePort();
        Path ldif = Files.writeString(directory.resolve("entries"), entries.replace("PORT", port + ""));
        run(List.of("/usr/sbin/slapadd", "-q", "-f", config.toString(), "-l", ldif.toString()));
        own(directory, "openldap");
        DatabaseServer server = new DatabaseServer(
                directory,
                port,
                as(
                        "openldap",
                        SLAPD.toString(),
                        "-d",
                        "0",
                        "-h",
                        "ldap://127.0.0.1:%d ldap://127.0.0.2:%d ldaps://127.0.0.1:%d ldapi://%s"
                                .formatted(
                                        port,
                                        port,
                                        tlsPort,
                                        directory.resolve("ldapi").toString().replace("/", "%2F")),
                        "-f",
                        config.toString()));
        server.start();
        return server;
    }

    static DatabaseServer memcached(Path directory) throws IOException, InterruptedException {
        Comparison.needsProgram(MEMCACHED, "memcached");
        int port = ScriptedServer.freePort();
        String user = System.getProperty("user.name").equals("root") ? "nobody" : System.getProperty("user.name");
        DatabaseServer server = new DatabaseServer(
                directory,
                port,
                List.of(MEMCACHED.toString(), "-l", "127.0.0.1", "-p", port + "", "-U", "0", "-m", "8", "-u", user));
        server.start();
        return server;
    }

    Path directory() {
        return directory;
    }

    int port() {
        return port;
    }

    /** Starts it again after {@link #stop}, on the same port. */
    void start() throws IOException, InterruptedException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start();
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (Socket probe = new Socket()) {
                probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                awaitReady();
                return;
            } catch (IOException e) {
                process.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException(command + " does not answer: " + Files.readString(directory.resolve("output")));
    }

    private boolean isPostgres() {
        return command.contains(POSTGRES.toString());
    }

    /** PostgreSQL listens before it answers. */
    private void awaitReady() throws IOException, InterruptedException {
        for (int i = 0; isPostgres() && i < 600; i++) {
            Process ready = new ProcessBuilder("pg_isready", "-q", "-h", "127.0.0.1", "-p", port + "").start();
            if (ready.waitFor() == 0) {
                return;
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
    }

    void stop() throws IOException, InterruptedException {
        if (isPostgres()) {
            // the other signal makes it wait for its clients
            run(List.of("kill", "-INT", process.pid() + ""));
        } else {
            process.destroy();
        }
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
    }

    private static List<String> as(String user, String... words) {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
        }
        all.addAll(List.of(words));
        return all;
    }

    private static void own(Path path, String user) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return;
        }
        var owner = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        try (Stream<Path> all = Files.walk(path)) {
            all.forEach(one -> {
                try {
                    Files.setOwner(one, owner);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static void run(List<String> words) throws IOException, InterruptedException {
        run(new ProcessBuilder(words));
    }

    private static void run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path output = Files.createTempFile("server", "");
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(builder.command() + ": " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }
}
