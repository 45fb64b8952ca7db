package org.postjames.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.james.core.Username;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PasswdFileTest {
    @TempDir
    Path directory;

    static List<String> fieldsThatDovecotMade() throws IOException {
        try (var in = PasswdFileTest.class.getResourceAsStream("doveadm-pw.golden")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("fieldsThatDovecotMade")
    void verifyShouldAcceptWhatDovecotMade(String field) {
        assertThat(PasswordScheme.verify(field, "pässword 1")).isTrue();
        assertThat(PasswordScheme.verify(field, "pässword 2")).isFalse();
        assertThat(PasswordScheme.verify(field, "")).isFalse();
    }

    @Test
    void verifyShouldNeverMatchAnUnknownOrEmptyScheme() {
        assertThat(PasswordScheme.verify("{NOPE}x", "x")).isFalse();
        assertThat(PasswordScheme.verify("{PLAIN}", "")).isFalse();
        assertThat(PasswordScheme.verify("", "")).isFalse();
        assertThat(PasswordScheme.verify("*", "*")).isFalse();
        assertThat(PasswordScheme.verify("{SSHA512}not base64!", "x")).isFalse();
        assertThat(PasswordScheme.verify("{ARGON2ID}$argon2id$v=19$m=99999999,t=3,p=1$AAAA$AAAA", "x"))
                .isFalse();
    }

    @Test
    void hashShouldBeVerified() {
        String field = PasswordScheme.hash("secret");

        assertThat(field).startsWith("{BLF-CRYPT}$2y$10$");
        assertThat(PasswordScheme.verify(field, "secret")).isTrue();
        assertThat(PasswordScheme.verify(field, "Secret")).isFalse();
    }

    @Test
    void editsShouldKeepOtherLinesAndMode0600() throws IOException {
        Path path = directory.resolve("users");
        Files.writeString(path, "# people\nBob@Example.org:{PLAIN}b:1000:1000::/home/bob::userdb_x=y\n");
        PasswdFile file = new PasswdFile(path);

        assertThat(file.add("alice@example.org", "{PLAIN}a")).isTrue();
        assertThat(file.add("ALICE@example.org", "{PLAIN}z")).isFalse();
        assertThat(file.changePassword("bob@example.org", "{PLAIN}bb")).isTrue();
        assertThat(file.changePassword("carol", "{PLAIN}c")).isFalse();

        assertThat(Files.readString(path))
                .isEqualTo("# people\nBob@Example.org:{PLAIN}bb:1000:1000::/home/bob::userdb_x=y\n"
                        + "alice@example.org:{PLAIN}a::::::\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(file.find("BOB@example.org").orElseThrow().home()).isEqualTo("/home/bob");
        assertThat(file.delete("bob@example.org")).isTrue();
        assertThat(file.users()).containsExactly("alice@example.org");
    }

    @Test
    void addShouldRefuseNamesThatWouldBreakTheFile() {
        PasswdFile file = new PasswdFile(directory.resolve("users"));

        assertThatThrownBy(() -> file.add("a:b", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.add("a\nb", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> file.add("", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void authenticateShouldSeeAChangedFile() throws Exception {
        Path path = directory.resolve("users");
        PasswdFile file = new PasswdFile(path);
        Users users = new Users(file);
        users.addUser(Username.of("alice"), "one");

        assertThat(users.authenticate("alice", "one")).isTrue();
        assertThat(users.authenticate("alice", "one")).isTrue();
        new PasswdFile(path).changePassword("alice", PasswordScheme.hash("two"));

        assertThat(users.authenticate("alice", "one")).isFalse();
        assertThat(users.authenticate("alice", "two")).isTrue();
        assertThat(users.authenticate("nobody", "two")).isFalse();
    }

    @Test
    void authenticateShouldFailLoudlyWhenTheFileCannotBeRead() throws IOException {
        Path path = Files.createDirectory(directory.resolve("users"));
        Users users = new Users(new PasswdFile(path));

        assertThatThrownBy(() -> users.authenticate("alice", "one")).isInstanceOf(IOException.class);
    }
}
