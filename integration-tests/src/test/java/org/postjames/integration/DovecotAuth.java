package org.postjames.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The installed Dovecot as an authentication server of its own: one socket, one user {@code joe@example.test} with the password {@code secret}. */
final class DovecotAuth implements AutoCloseable {
    private final Path root;
    private final Dovecot dovecot;

    /** @param mechanisms {@code auth_mechanisms} */
    DovecotAuth(Path root, String mechanisms) throws IOException {
        this(root, mechanisms, List.of("joe@example.test:{PLAIN}secret::::::"));
    }

    /** @param users lines of its passwd-file */
    DovecotAuth(Path root, String mechanisms, List<String> users) throws IOException {
        this.root = root;
        Files.write(root.resolve("users"), users);
        this.dovecot = new Dovecot(
                root,
                socket(),
                List.of(
                        "protocols =",
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
                        "}"));
    }

    static Optional<String> missing() {
        return Dovecot.missing();
    }

    Path socket() {
        return root.resolve("auth");
    }

    List<String> log() {
        return dovecot.log();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        dovecot.close();
    }
}
