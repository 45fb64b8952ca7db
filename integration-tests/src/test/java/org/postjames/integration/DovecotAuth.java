package org.postjames.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The installed Dovecot as an authentication server of its own: one socket, one user {@code joe@example.test} with the password {@code secret}. */
final class DovecotAuth implements AutoCloseable {
    private static final Path DOVECOT = Path.of("/usr/sbin/dovecot");

    private final Path root;
    private final Process process;

    /** @param mechanisms {@code auth_mechanisms} */
    DovecotAuth(Path root, String mechanisms) throws IOException {
        this(root, mechanisms, List.of("joe@example.test:{PLAIN}secret::::::"));
    }

    /** @param users lines of its passwd-file */
    DovecotAuth(Path root, String mechanisms, List<String> users) throws IOException {
        this.root = root;
        Files.write(root.resolve("users"), users);
        Files.writeString(
                root.resolve("dovecot.conf"),
                String.join(
                        "\n",
                        "base_dir = " + root.resolve("run"),
                        "state_dir = " + root.resolve("state"),
                        "log_path = " + root.resolve("dovecot.log"),
                        "protocols =",
                        "ssl = no",
                        "disable_plaintext_auth = no",
                        "auth_failure_delay = 0",
                        "auth_mechanisms = " + mechanisms,
                        "passdb {",
                        "  driver = passwd-file",
                        "  args = scheme=plain username_format=%u " + root.resolve("users"),
                        "}",
                        "userdb {",
                        "  driver = static",
                        "  args = uid=65534 gid=65534 home=/",
                        "}",
                        "service auth {",
                        "  unix_listener " + socket() + " {",
                        "    mode = 0666",
                        "  }",
                        "}",
                        "service anvil {", // no waiting after failures
                        "  unix_listener anvil-auth-penalty {",
                        "    mode = 0",
                        "  }",
                        "}",
                        ""));
        process = new ProcessBuilder(
                        DOVECOT.toString(),
                        "-F",
                        "-c",
                        root.resolve("dovecot.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("dovecot.out").toFile())
                .start();
        Processes.await("Dovecot's socket", Duration.ofSeconds(20), () -> Files.exists(socket()));
    }

    /** Why Dovecot cannot be asked here, if it cannot. */
    static Optional<String> missing() {
        return Files.isExecutable(DOVECOT)
                ? Optional.empty()
                : Optional.of("Dovecot is not installed (Debian: apt-get install dovecot-core)");
    }

    Path socket() {
        return root.resolve("auth");
    }

    /** What Dovecot said, for a test that fails. */
    List<String> log() {
        try {
            return Files.readAllLines(root.resolve("dovecot.log"));
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    /** Dovecot's own processes go on serving their connections when their master ends, so they are ended, too. */
    @Override
    public void close() throws IOException, InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        Processes.await("the end of Dovecot's processes", Duration.ofSeconds(20), () -> children.stream()
                .noneMatch(ProcessHandle::isAlive));
        Files.deleteIfExists(socket());
    }
}
