package org.postjames.server.mta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.ConfigurationReport;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;

class ListeningTest {
    @TempDir
    Path directory;

    private PostfixConfig config(String line) throws Exception {
        Files.writeString(directory.resolve("main.cf"), "compatibility_level = 3.6\nqueue_directory = /q\n");
        Files.writeString(directory.resolve("master.cf"), line + "\n");
        return PostfixConfig.load(directory);
    }

    private MasterService service(String line) throws Exception {
        return config(line).services().getFirst();
    }

    @Test
    void lmtpdShouldNotListenOnTheSmtpPort() throws Exception {
        for (String name : List.of("smtp", "25", "127.0.0.1:25", "[::1]:smtp")) {
            assertThat(Listening.check(service(name + " inet n - n - - lmtpd")))
                    .hasValueSatisfying(d -> assertThat(d.text()).isEqualTo("lmtpd must not listen on the SMTP port"));
            assertThat(Listening.check(service(name + " inet n - n - - smtpd"))).isEmpty();
        }
        assertThat(Listening.check(service("smtp unix n - n - - lmtpd"))).isEmpty();
        assertThat(Listening.check(service("lmtp inet n - n - - lmtpd"))).isEmpty();
    }

    @Test
    void unixServiceShouldLieInTheQueueDirectory() throws Exception {
        assertThat(wanted("in unix n - n - - lmtpd")).isEqualTo("[/q/public/in]");
        assertThat(wanted("in unix - - n - - lmtpd")).isEqualTo("[/q/private/in]");
        assertThat(wanted("in unix y - n - - smtpd")).isEqualTo("[/q/private/in]");
    }

    @SuppressWarnings("NullAway") // no server is asked where it is to listen
    private String wanted(String line) throws Exception {
        PostfixConfig config = config(line);
        Listening listening = new Listening(null, config.services().getFirst());
        return listening.wanted(config, name -> List.of()).toString();
    }

    @Test
    void serviceShouldBeOneThatMailComesInBy() throws Exception {
        for (String line : List.of("1 inet n - n - - smtpd", "1 inet n - n - - lmtpd", "a unix n - n - - lmtpd")) {
            assertThat(Listening.isOne(service(line))).as(line).isTrue();
        }
        for (String line : List.of("lmtp unix - - n - - lmtp", "1 pass n - n - - smtpd", "a unix n - n - - pickup")) {
            assertThat(Listening.isOne(service(line))).as(line).isFalse();
        }
    }

    @Test
    void lmtpdShouldBeReportedAsHonoured() throws Exception {
        assertThat(ConfigurationReport.of(config("in unix n - n - - lmtpd -v")).items())
                .filteredOn(item -> item.setting().contains("lmtpd"))
                .extracting(item -> item.verdict().toString())
                .containsOnly("honoured")
                .hasSize(2);
    }
}
