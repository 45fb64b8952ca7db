package org.postjames.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCommandTest {
    @TempDir
    Path etc;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws Exception {
        Files.writeString(
                etc.resolve("main.cf"),
                "compatibility_level = 3.6\nvirtual_mailbox_domains = v.test\nvirtual_mailbox_maps = hash:" + etc
                        + "/vmailbox\npostjames_passwd_file = " + etc + "/users\n");
        Files.writeString(etc.resolve("master.cf"), "");
        Files.writeString(etc.resolve("users"), "ann@v.test:{PLAIN}a\nann@v.tests:{PLAIN}b\nbob@v.test:{PLAIN}c\n");
        Files.writeString(
                etc.resolve("vmailbox"),
                "# ann@v.test is new\nann@v.tests other/\nAnn@v.test v.test/ann/\n  Maildir/\n\n# end\nbob@v.test v.test/bob/\n");
    }

    private int run(String... words) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new UserCommand(out, out, null).execute(List.of(words), etc);
    }

    @Test
    void deleteShouldTakeTheMailboxLineOutAndNothingElse() throws Exception {
        assertThat(run("delete", "ann@v.test")).isZero();
        assertThat(Files.readString(etc.resolve("users"))).isEqualTo("ann@v.tests:{PLAIN}b\nbob@v.test:{PLAIN}c\n");
        assertThat(Files.readString(etc.resolve("vmailbox")))
                .isEqualTo("# ann@v.test is new\nann@v.tests other/\n\n# end\nbob@v.test v.test/bob/\n");
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("removed ann@v.test from " + etc + "/vmailbox");
    }

    @Test
    void deleteShouldLeaveTheMapAloneWhenThereIsNoSuchUser() throws Exception {
        String before = Files.readString(etc.resolve("vmailbox"));
        assertThat(run("delete", "nobody@v.test")).isEqualTo(1);
        assertThat(Files.readString(etc.resolve("vmailbox"))).isEqualTo(before);
    }

    @Test
    void deleteShouldWorkWithoutAMapLine() throws Exception {
        Files.delete(etc.resolve("vmailbox"));
        assertThat(run("delete", "bob@v.test")).isZero();
        assertThat(etc.resolve("vmailbox")).doesNotExist();
    }
}
