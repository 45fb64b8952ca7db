package org.postjames.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

class PostfixConfigTest {
    private static final Parameter<Duration> QUEUE_RUN_DELAY = Parameter.time("queue_run_delay");

    @TempDir
    Path directory;

    @Test
    void loadShouldReportAllFaultsWithTheirPlaces() throws IOException {
        write(
                "main.cf",
                "compatibility_level = 3.6\nsoft_bounce = maybe\nnonsense\nmessage_size_limit = 10k\nqueue_run_delay = 3x\n");
        write("master.cf", "smtp inet y - n - - smtpd\nx unix - n\ny tcp n n n ? - smtpd\n");
        assertThat(faults())
                .containsExactly(
                        "main.cf, line 3: missing '=' after attribute name: \"nonsense\"",
                        "master.cf, line 1: inet service cannot be private",
                        "master.cf, line 2: missing \"chroot\" field",
                        "master.cf, line 3: bad transport type: tcp",
                        "master.cf, line 3: field \"wakeup_time\": bad value: \"?\"",
                        "main.cf, line 2: bad boolean configuration: soft_bounce = maybe",
                        "main.cf, line 4: bad numerical configuration: message_size_limit = 10k",
                        "main.cf, line 5: parameter queue_run_delay: bad time value or unit: 3x");
    }

    @Test
    void loadShouldReportAllBadValuesWithTheirPlaces() throws IOException {
        write(
                "main.cf",
                "compatibility_level = 3.6\nsoft_bounce = maybe\nmessage_size_limit =\n 10k\nqueue_run_delay = 3x\n"
                        + "hash_queue_depth = 0\nmydestination = ${x\nmyorigin = a b\n");
        write("master.cf", "smtp inet n - n - - smtpd\n -o soft_bounce=2\n");
        assertThat(faults())
                .contains(
                        "main.cf, line 2: bad boolean configuration: soft_bounce = maybe",
                        "main.cf, line 3: bad numerical configuration: message_size_limit = 10k",
                        "main.cf, line 5: parameter queue_run_delay: bad time value or unit: 3x",
                        "main.cf, line 6: invalid hash_queue_depth parameter value 0 < 1",
                        "main.cf, line 8: myorigin parameter setting must not contain multiple values: a b",
                        "master.cf, line 1: bad boolean configuration: soft_bounce = 2");
    }

    @Test
    void defaultVerpDelimitersShouldBeOfThoseThatAreAllowed() throws IOException {
        write("main.cf", "compatibility_level = 3.6\nverp_delimiter_filter = +=\n\ndefault_verp_delimiters = +-\n");
        write("master.cf", "");
        assertThat(faults())
                .containsExactly(
                        "main.cf, line 4: parameters default_verp_delimiters and verp_delimiter_filter: bad second VERP delimiter character");
    }

    @Test
    void loadShouldSayThatMainCfIsMissing() {
        assertThat(faults()).containsExactly("main.cf: open " + directory + "/main.cf: No such file or directory");
    }

    @Test
    void getShouldUseTheDefaultsUnit() {
        assertThat(PostfixConfig.of(Map.of("queue_run_delay", "17")).get(QUEUE_RUN_DELAY))
                .isEqualTo(Duration.ofSeconds(17));
        assertThat(PostfixConfig.of(Map.of("bounce_queue_lifetime", "2")).get(Parameter.time("bounce_queue_lifetime")))
                .isEqualTo(Duration.ofDays(2));
    }

    @Test
    void getShouldRefuseATimeBelowTheLeast() {
        PostfixConfig config = PostfixConfig.of(Map.of("queue_run_delay", "0"));
        assertThatThrownBy(() -> config.get(QUEUE_RUN_DELAY)).hasMessage("invalid queue_run_delay: 0 (min 1)");
    }

    @Test
    void aTransportsParameterShouldDefaultToTheGeneralOne() {
        PostfixConfig config = PostfixConfig.of(Map.of("default_destination_concurrency_limit", "7"));
        assertThat(config.get(Parameter.integer("relay_destination_concurrency_limit")))
                .isEqualTo(7);
        assertThat(config.get(Parameter.integer("local_destination_concurrency_limit")))
                .isEqualTo(2);
        assertThat(config.value("x_initial_destination_concurrency")).contains("5");
    }

    @Test
    void compatibilityLevelShouldDecideDefaults() {
        assertThat(PostfixConfig.of(Map.of()).value("append_dot_mydomain")).contains("yes");
        assertThat(PostfixConfig.of(Map.of("compatibility_level", "3.6")).value("append_dot_mydomain"))
                .contains("no");
    }

    @Test
    void myoriginShouldBeReadFromAFile() throws IOException {
        Path mailname = Files.writeString(directory.resolve("mailname"), "  example.test \nmore\n");
        PostfixConfig config = PostfixConfig.of(Map.of("myorigin", mailname.toString()));
        assertThat(config.value("myorigin")).contains("example.test");
    }

    @Test
    void forServiceShouldLetTheServicesSettingsWin() throws Exception {
        write("main.cf", "compatibility_level = 3.6\nmydestination = a\nbar = main\n");
        write(
                "master.cf",
                "submission inet n - n - - smtpd -o { bar = x y } -osyslog_name=postfix/$service_name\n -o mydestination=$bar\n");
        PostfixConfig config = PostfixConfig.load(directory);
        PostfixConfig service = config.forService(config.services().get(0));
        assertThat(service.value("mydestination")).contains("x y");
        assertThat(service.value("syslog_name")).contains("postfix/submission");
        assertThat(config.value("mydestination")).contains("a");
    }

    @Test
    void servicesShouldLeaveOutDisabledOnesAndTheFirstOfTwo() throws Exception {
        write("main.cf", "compatibility_level = 3.6\nmaster_service_disable = smtp.inet fifo\n");
        write(
                "master.cf",
                "smtp inet n - n - - smtpd\na fifo n - n - - qmgr\nb unix - - n - - local\nb unix - - n - 1 local\n");
        PostfixConfig config = PostfixConfig.load(directory);
        assertThat(config.services())
                .extracting(MasterService::name, MasterService::maxproc)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("b", "1"));
        assertThat(config.diagnostics())
                .extracting(d -> d.text())
                .containsExactly("duplicate master.cf entry for service \"b\" (private/b) -- using the last entry");
    }

    @Test
    void pipeArgumentsShouldLoseTheirBraces() throws Exception {
        write("main.cf", "compatibility_level = 3.6\n");
        write("master.cf", "m unix - n n - - pipe flags=R user=x\n  argv=/bin/x {a b} -o c\n");
        MasterService service = PostfixConfig.load(directory).services().get(0);
        assertThat(service.arguments()).containsExactly("flags=R", "user=x", "argv=/bin/x", "a b", "-o", "c");
        assertThat(service.overrides()).isEmpty();
    }

    @Test
    void reportShouldJudgeEveryLine() throws Exception {
        write(
                "main.cf",
                "compatibility_level = 3.6\nmydestinatoin = x\nown = 1\nmydestination = $own\nhtml_directory = no\npostscreen_greet_wait = 2\ntls_config_file = none\n");
        write(
                "master.cf",
                "smtp inet n - n - - smtpd\n -o soft_bounce=no\nshowq unix n - n - - showq\nm unix - n n - - nothing\n");
        assertThat(ConfigurationReport.of(PostfixConfig.load(directory)).items())
                .extracting(item -> item.toString().replace(directory + "/", ""))
                .contains(
                        "main.cf, line 2: unknown: mydestinatoin=x (did you mean \"mydestination\"?)",
                        "main.cf, line 3: own name: own=1",
                        "main.cf, line 5: no meaning here: html_directory=no (documentation is not installed by main.cf)",
                        "main.cf, line 6: not yet: postscreen_greet_wait=2",
                        "main.cf, line 7: no meaning here: tls_config_file=none (TLS is that of Java, and there is no OpenSSL that would read its configuration)",
                        "master.cf, line 1: honoured: smtp/inet (smtpd)",
                        "master.cf, line 1: honoured: -o soft_bounce=no",
                        "master.cf, line 3: no meaning here: showq/unix (showq) (mailq asks the server)",
                        "master.cf, line 4: unknown: m/unix (nothing) (no such daemon)");
    }

    @Test
    void reportShouldWarnAtStartOfWhatIsNotHonoured() throws Exception {
        write("main.cf", "mydestinatoin = x\npostscreen_greet_wait = 2\nsoft_bounce = no\n");
        assertThat(ConfigurationReport.of(PostfixConfig.load(directory)).diagnostics())
                .extracting(d -> d.severity().prefix() + d.text())
                .contains(
                        "warning: unused parameter: mydestinatoin=x; did you mean \"mydestination\"?",
                        "warning: postscreen_greet_wait=2 is not honoured yet")
                .noneMatch(text -> text.contains("soft_bounce"));
    }

    @Test
    void loadShouldKeepUpWithManyLines() throws Exception {
        StringBuilder text = new StringBuilder("compatibility_level = 3.6\n");
        for (int i = 0; i < 20_000; i++) {
            text.append("own").append(i).append(" = $own").append(i + 1).append("\n  # comment\n continued\n");
        }
        write("main.cf", text.toString());
        assertThat(PostfixConfig.load(directory).value("own19999")).contains(" continued");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private List<String> faults() {
        ConfigurationException e =
                catchThrowableOfType(ConfigurationException.class, () -> PostfixConfig.load(directory));
        return e.diagnostics().stream()
                .map(d -> d.origin().toString().replace(directory + "/", "") + ": " + d.text())
                .toList();
    }

    @Test
    void filesOfJamesThatNobodyReadsShouldBeTold() throws Exception {
        write("main.cf", "compatibility_level = 3.6\n");
        write("master.cf", "");
        Files.createDirectory(directory.resolve("james"));
        for (String name : List.of("imapserver.xml", "mailets.xml", "mailets.xml.example", "jmx.properties")) {
            write("james/" + name, "");
        }
        assertThat(ConfigurationReport.of(PostfixConfig.load(directory)).diagnostics())
                .extracting(Diagnostic::origin)
                .extracting(Origin::file)
                .containsExactly(
                        directory.resolve("james/imapserver.xml").toString(),
                        directory.resolve("james/jmx.properties").toString());
    }
}
