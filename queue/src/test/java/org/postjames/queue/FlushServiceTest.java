package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlReply.Status;
import org.postjames.log.MailLog;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;
import org.postjames.table.Tables;

/** The files of {@code $queue_directory/flush}. */
class FlushServiceTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final long HOUR = 3600;
    private static final long DAY = 24 * HOUR;

    private final List<String> log = new ArrayList<>();
    private final MailLog mailLog = (program, severity, text) -> log.add(program + ": " + severity.prefix() + text);
    private final List<Set<QueueId>> wanted = new ArrayList<>();

    @TempDir
    Path root;

    private PostfixConfig config;
    private Tables tables;
    private FlushService service;

    @BeforeEach
    void open() throws Exception {
        open("flush unix n - n 1000? 0 flush\n");
    }

    @AfterEach
    void close() {
        service.close();
        tables.close();
    }

    private void open(String masterCf, String... lines) throws Exception {
        Files.writeString(root.resolve("master.cf"), masterCf);
        Files.writeString(
                root.resolve("main.cf"),
                "compatibility_level = 3.6\nqueue_directory = " + root + "\nmail_owner = "
                        + System.getProperty("user.name") + "\nrelay_domains = relay.example, inline:{t.example=x}\n"
                        + String.join("\n", lines) + "\n");
        config = PostfixConfig.load(root);
        tables = Tables.of(config, mailLog);
        QueueDirectories directories = new QueueDirectories(config, Clock.systemUTC());
        directories.createMissing();
        service = new FlushService(config, tables, directories, mailLog, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private void deferred(String recipient, String id) {
        service.deferred("smtp", Address.of(recipient), new QueueId(id));
    }

    private Path file(String name) {
        return root.resolve("flush").resolve(name);
    }

    private String content(String name) throws IOException {
        return Files.readString(file(name), StandardCharsets.ISO_8859_1);
    }

    private void times(String name, long modified, long read) throws IOException {
        Files.getFileAttributeView(file(name), BasicFileAttributeView.class)
                .setTimes(FileTime.from(NOW.minusSeconds(modified)), FileTime.from(NOW.minusSeconds(read)), null);
    }

    private static Set<QueueId> ids(String... ids) {
        Set<QueueId> all = new LinkedHashSet<>();
        for (String id : ids) {
            all.add(new QueueId(id));
        }
        return all;
    }

    @Test
    void deferredMailShouldBeNotedForItsDestination() throws Exception {
        deferred("a@relay.example", "AAAAAAAAAA");
        deferred("b@Sub.Relay.example", "BBBBBBBBBB");
        deferred("c@RELAY.example", "CCCCCCCCCC");
        deferred("d@t.example", "DDDDDDDDDD");
        deferred("e@other.example", "EEEEEEEEEE");
        deferred("nobody", "FFFFFFFFFF");
        assertThat(content("relay_example")).isEqualTo("AAAAAAAAAA\nCCCCCCCCCC\n");
        assertThat(content("sub_relay_example")).isEqualTo("BBBBBBBBBB\n");
        assertThat(content("t_example")).isEqualTo("DDDDDDDDDD\n");
        assertThat(root.resolve("flush").toFile().list()).hasSize(3);
        assertThat(log).isEmpty();
    }

    @Test
    void sendShouldNameEachMessageOnceAndForgetThem() throws Exception {
        deferred("a@relay.example", "BBBBBBBBBB");
        deferred("a@relay.example", "AAAAAAAAAA");
        deferred("b@relay.example", "BBBBBBBBBB");
        assertThat(service.send("Relay.Example", "smtpd", wanted::add)).isEqualTo(Status.OK);
        assertThat(wanted).containsExactly(ids("BBBBBBBBBB", "AAAAAAAAAA"));
        assertThat(content("relay_example")).isEmpty();
    }

    @Test
    void sendShouldDoNothingWhereNothingWaits() {
        assertThat(service.send("relay.example", "smtpd", wanted::add)).isEqualTo(Status.OK);
        assertThat(wanted).isEmpty();
    }

    @Test
    void sendShouldBeDeniedForOthers() {
        assertThat(service.send("other.example", "smtpd", wanted::add)).isEqualTo(Status.DENY);
        assertThat(log).isEmpty();
    }

    @Test
    void sendShouldSkipWhatIsNoQueueId() throws Exception {
        Files.writeString(file("relay_example"), "AAAAAAAAAA\n../../etc\n");
        service.send("relay.example", "smtpd", wanted::add);
        assertThat(wanted).containsExactly(ids("AAAAAAAAAA"));
        assertThat(log)
                .containsExactly("flush: warning: bad queue id \"../../etc...\" in fast flush logfile relay_example");
        assertThat(content("relay_example")).isEmpty();
    }

    @Test
    void withoutServiceInMasterCfNothingShouldBeNoted() throws Exception {
        close();
        open("");
        deferred("a@relay.example", "AAAAAAAAAA");
        assertThat(log).containsExactly("smtp: warning: AAAAAAAAAA: flush service failure");
        assertThat(service.send("relay.example", "smtpd", wanted::add)).isEqualTo(Status.FAIL);
        assertThat(file("relay_example")).doesNotExist();
    }

    @Test
    void aListThatCannotBeAskedShouldFail() throws Exception {
        close();
        open("flush unix n - n 1000? 0 flush\n", "fast_flush_domains = fail:broken");
        deferred("a@relay.example", "AAAAAAAAAA");
        assertThat(log).last().isEqualTo("smtp: warning: AAAAAAAAAA: flush service failure");
        assertThat(service.send("relay.example", "smtpd", wanted::add)).isEqualTo(Status.FAIL);
    }

    @Test
    void refreshShouldAskForWhatNobodyAskedForInLong() throws Exception {
        deferred("a@relay.example", "AAAAAAAAAA");
        deferred("a@t.example", "BBBBBBBBBB");
        times("relay_example", 0, 13 * HOUR);
        times("t_example", 0, 11 * HOUR);
        service.refresh(wanted::add);
        assertThat(wanted).containsExactly(ids("AAAAAAAAAA"));
        assertThat(content("relay_example")).isEmpty();
        assertThat(content("t_example")).isEqualTo("BBBBBBBBBB\n");
        service.refresh(wanted::add);
        assertThat(wanted).as("it was read a moment ago").hasSize(1);
    }

    @Test
    void refreshShouldRemoveWhatWasEmptyForLong() throws Exception {
        for (String name : List.of("old_example", "new_example", "full_example")) {
            Files.writeString(file(name), name.startsWith("full") ? "AAAAAAAAAA\n" : "");
            times(name, name.startsWith("new") ? 6 * DAY : 8 * DAY, HOUR);
        }
        service.refresh(wanted::add);
        assertThat(root.resolve("flush").toFile().list()).containsExactlyInAnyOrder("new_example", "full_example");
        assertThat(wanted).isEmpty();
    }

    @Test
    void theQueueManagerShouldNoteAndFindDeferredMail() throws Exception {
        DeliveryAgent agent = request -> request.recipients().stream()
                .map(r -> RecipientStatus.of(r, Outcome.DEFERRED, "none", "4.2.0", "not now"))
                .toList();
        Map<String, String> settings = Map.of();
        try (TestQueue q = new TestQueue(root, agent, Clock.systemUTC(), settings)) {
            q.manager = new QueueManager(
                    q.config,
                    q.directories,
                    TestQueue::route,
                    agent,
                    (TestQueue.Sent) (sender, recipient, smtputf8, text) -> new QueueId("NOTICE"),
                    new OutcomeListeners(AddressProbes.UNHEARD, service),
                    q.mailLog,
                    Clock.systemUTC());
            QueueRequests requests = new QueueRequests(q.config, q.manager, service);
            q.manager.start();
            QueueId id = q.mail("a@b.test", "x@relay.example", "y@relay.example", "z@smtp.other");
            q.awaitDeferred(id);
            assertThat(content("relay_example")).isEqualTo((id + "\n").repeat(2));
            Files.delete(q.path(QueueLayout.DEFER, id));
            assertThat(requests.flushSite("relay.example").status()).isEqualTo(Status.OK);
            q.awaitDeferred(id);
            assertThat(q.deferLog(id)).contains("<z@smtp.other>");
            assertThat(content("relay_example")).isEqualTo((id + "\n").repeat(2));
        }
    }
}
