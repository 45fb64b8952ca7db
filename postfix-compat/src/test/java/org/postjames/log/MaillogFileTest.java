package org.postjames.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;

class MaillogFileTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-05T09:08:07Z"), ZoneOffset.UTC);
    private static final String PID = "[" + ProcessHandle.current().pid() + "]";

    @TempDir
    Path directory;

    @Test
    void logShouldWriteThePrefixAsPostfixDoes() {
        assertThat(logged(log -> log.info("smtpd", "connect from localhost[127.0.0.1]")))
                .isEqualTo("Nov 05 09:08:07 mail postfix/smtpd" + PID + ": connect from localhost[127.0.0.1]\n");
    }

    @Test
    void logShouldNameTheSeverityUnlessItIsInfo() {
        assertThat(logged(log -> log.log("smtpd", Severity.FATAL, "x"))).endsWith(PID + ": fatal: x\n");
    }

    @Test
    void logShouldTakeAProgramWithASlashAsTheWholeTag() {
        assertThat(logged(log -> log.info("postfix/submission/smtpd", "x"))).contains(" postfix/submission/smtpd[");
    }

    @Test
    void logShouldReplaceWhatCannotBePrintedAndKeepUtf8() {
        assertThat(logged(log -> log.info("smtpd", "a\tb\nc\u007f\u00ff d\u00c3\u00a9")))
                .endsWith(": a?b?c?? d\u00c3\u00a9\n");
    }

    @Test
    void logShouldCutAfter2000Bytes() {
        String line = logged(log -> log.warning("smtpd", "x".repeat(5000)));
        assertThat(line.substring(line.indexOf("warning: ") + 9)).hasSize(2001);
    }

    @Test
    void logShouldLoseNoLineOfManyThreadsAtClose() throws Exception {
        Path file = directory.resolve("maillog");
        List<Thread> threads = new ArrayList<>();
        try (MaillogFile log = MaillogFile.open(file, "h", LogTags.of("postfix"), CLOCK)) {
            for (int t = 0; t < 20; t++) {
                String name = "t" + t + "-";
                threads.add(Thread.startVirtualThread(() -> {
                    for (int i = 0; i < 500; i++) {
                        log.info("smtpd", name + i);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Map<String, Integer> next = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.substring(line.lastIndexOf(' ') + 1).split("-", 2);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next.getOrDefault(parts[0], 0));
            next.merge(parts[0], 1, Integer::sum);
        }
        assertThat(next).hasSize(20).allSatisfy((name, count) -> assertThat(count)
                .isEqualTo(500));
    }

    @Test
    void flushShouldMakeTheLineVisible() throws Exception {
        Path file = directory.resolve("maillog");
        try (MaillogFile log = MaillogFile.open(file, "h", LogTags.of("postfix"), CLOCK)) {
            log.info("qmgr", "one");
            log.flush();
            assertThat(Files.readString(file)).endsWith(": one\n");
        }
    }

    @Test
    void reopenShouldGoOnInANewFile() throws Exception {
        Path file = directory.resolve("maillog");
        Path old = directory.resolve("maillog.1");
        try (MaillogFile log = MaillogFile.open(file, "h", LogTags.of("postfix"), CLOCK)) {
            log.info("qmgr", "one");
            log.flush();
            Files.move(file, old);
            log.reopen();
            log.info("qmgr", "two");
        }
        assertThat(Files.readString(old)).endsWith(": one\n");
        assertThat(Files.readString(file)).endsWith(": two\n");
    }

    @Test
    void openShouldRefuseAFileOutsideOfThePrefixes() {
        PostfixConfig config = PostfixConfig.of(Map.of("maillog_file", "/nowhere/log", "compatibility_level", "3.6"));
        assertThatThrownBy(() -> MailLogs.open(config))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "maillog_file value '/nowhere/log' does not match any prefix in maillog_file_prefixes");
    }

    @Test
    void openShouldTakeTheFileThatMainCfNames() throws Exception {
        Path file = directory.resolve("log");
        PostfixConfig config = PostfixConfig.of(Map.of(
                "maillog_file",
                file.toString(),
                "maillog_file_prefixes",
                directory.toString(),
                "myhostname",
                "mail.example.test",
                "syslog_name",
                "postfix-out"));
        try (LogSink log = MailLogs.open(config)) {
            log.info("qmgr", "hello");
        }
        assertThat(Files.readString(file)).contains(" mail postfix-out/qmgr" + PID + ": hello");
    }

    @Test
    void openShouldRefuseAnUnknownFacility() {
        assertThatThrownBy(() -> MailLogs.open(PostfixConfig.of(Map.of("syslog_facility", "nonsense"))))
                .hasMessageContaining("parameter syslog_facility: unrecognized value: nonsense");
    }

    private static String logged(java.util.function.Consumer<MailLog> what) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MaillogFile log = MaillogFile.on(out, "mail.example.test", LogTags.of("postfix"), CLOCK)) {
            what.accept(log);
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
