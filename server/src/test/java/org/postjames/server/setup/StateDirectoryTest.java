package org.postjames.server.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

class StateDirectoryTest {
    @TempDir
    Path directory;

    @Test
    void refreshShouldMoveOnlyThePlacesAndLeaveTheSourceAlone() throws Exception {
        Path source = Files.createDirectory(directory.resolve("etc"));
        String main =
                "compatibility_level = 3.6\nqueue_directory = /var/spool\n  /postfix\n# kept\nmyhostname = a.example\n"
                        + "home_mailbox = Maildir/\n";
        Files.writeString(source.resolve("main.cf"), main);
        Files.writeString(source.resolve("master.cf"), "smtp inet n - n - - smtpd\n");
        StateDirectory state = new StateDirectory(directory.resolve("state"), source);

        state.refresh(true);
        state.refresh(true);

        PostfixConfig config = PostfixConfig.load(state.configuration());
        assertThat(config.get(GlobalParameters.QUEUE_DIRECTORY))
                .isEqualTo(directory.resolve("state/queue").toString());
        assertThat(config.get(GlobalParameters.MYHOSTNAME)).isEqualTo("a.example");
        assertThat(config.value("home_mailbox")).contains("");
        assertThat(config.value("mail_spool_directory")).contains(directory.resolve("state/mail/spool") + "/");
        assertThat(config.services()).hasSize(1);
        assertThat(Files.readString(source.resolve("main.cf"))).isEqualTo(main);
    }
}
