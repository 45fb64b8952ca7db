package org.postjames.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.PostfixConfig;

class LogTagsTest {
    @TempDir
    Path directory;

    private LogTags tags(String mainCf) throws Exception {
        Files.writeString(directory.resolve("main.cf"), mainCf);
        Files.writeString(directory.resolve("master.cf"), """
                qmgr unix n - n 300 1 qmgr
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                smtp unix - - n - - smtp -o syslog_name=own
                relay unix - - n - - smtp
                cleanup unix n - n - 0 cleanup -o syslog_name=clean
                """);
        return LogTags.of(PostfixConfig.load(directory));
    }

    @Test
    void theNameOfAllShouldStandBeforeTheProgram() throws Exception {
        LogTags tags = tags("syslog_name = mail\n");
        assertThat(tags.tag("qmgr")).isEqualTo("mail/qmgr");
        assertThat(tags.tag("mail/x/smtpd")).isEqualTo("mail/x/smtpd");
    }

    @Test
    void aServiceThatIsTheOnlyOneOfItsProgramShouldHaveItsOwnName() throws Exception {
        assertThat(tags("").tag("cleanup")).isEqualTo("clean/cleanup");
    }

    @Test
    void oneServicesNameShouldNotBeAnothersThatRunsTheSameProgram() throws Exception {
        assertThat(tags("").tag("smtp")).isEqualTo("postfix/smtp");
    }

    @Test
    void eachProgramShouldSeeItsServiceAndItself() throws Exception {
        LogTags tags = tags("syslog_name = $process_name${service_name?{-$service_name}}\n");
        assertThat(tags.tag("qmgr")).isEqualTo("qmgr-qmgr/qmgr");
        assertThat(tags.tag("bounce")).isEqualTo("bounce-bounce/bounce");
        assertThat(tags.tag("master")).isEqualTo("master/master");
    }
}
