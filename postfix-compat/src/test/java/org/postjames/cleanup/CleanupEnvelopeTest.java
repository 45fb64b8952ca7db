package org.postjames.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.IncomingQueue;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueFileReader;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueRecipient;
import org.postjames.table.Tables;

/** Expansion, duplicates, blind copies and masquerading together; and what cannot be written. */
class CleanupEnvelopeTest {
    @TempDir
    Path directory;

    private Path queue;
    private final Map<String, String> main = new HashMap<>(Map.of(
            "compatibility_level", "3.6",
            "myhostname", "mail.example.test",
            "mydomain", "example.test",
            "myorigin", "example.test",
            "mydestination", "example.test"));
    private final RecordedLog log = new RecordedLog();

    @BeforeEach
    void makeQueue() throws IOException {
        queue = Files.createDirectory(directory.resolve("queue"));
    }

    @Test
    void expansionShouldKeepTheOriginalAndWriteEachRecipientOnce() throws IOException {
        main.put(
                "virtual_alias_maps",
                "inline:{{team@example.test=a@example.test,b@example.test} {a@example.test=b@example.test}}");
        main.put("enable_original_recipient", "no");

        assertThat(submit("s@x.example", "team@example.test", "b@example.test").refusal())
                .isEmpty();

        assertThat(recipients()).containsExactly("b@example.test");
    }

    @Test
    void equalRecipientsWithOtherOriginalsShouldBothStay() throws IOException {
        main.put("virtual_alias_maps", "inline:{{team@example.test=b@example.test}}");

        submit("s@x.example", "team@example.test", "b@example.test", "b@example.test");

        try (QueueFileReader reader = QueueFileReader.open(queue.resolve("1"))) {
            assertThat(reader.envelope(10).recipients().stream().map(r -> r.original() + "=" + r.address()))
                    .containsExactly("team@example.test=b@example.test", "b@example.test=b@example.test");
        }
    }

    @Test
    void blindCopiesShouldBeMaskedExpandedAndNeverReported() throws IOException {
        main.put("masquerade_domains", "example.test");
        main.put("masquerade_exceptions", "root");
        main.put("sender_bcc_maps", "inline:{{s@example.test=audit@example.test}}");
        main.put("recipient_bcc_maps", "inline:{{r@example.test=copy}}");
        main.put("always_bcc", "archive@example.test");
        main.put("virtual_alias_maps", "inline:{{archive@example.test=vault@example.test}}");

        submit("s@host.example.test", "r@example.test", "root@host.example.test");

        assertThat(recipients())
                .containsExactlyInAnyOrder(
                        "audit@example.test",
                        "r@example.test",
                        "copy@example.test",
                        "root@host.example.test",
                        "vault@example.test");
        try (QueueFileReader reader = QueueFileReader.open(queue.resolve("1"))) {
            assertThat(reader.envelope(10).sender()).isEqualTo(Address.of("s@example.test"));
            assertThat(reader.envelope(10).recipients().stream()
                            .filter(r -> r.address().localPart().matches("audit|copy|vault"))
                            .map(QueueRecipient::dsnNotify))
                    .containsOnly(1);
        }
    }

    @Test
    void aFullDiskShouldAskTheClientToTryAgain() throws IOException {
        CleanupResult result = submit(FullDisk::new, "s@x.example", 100, "r@example.test");

        assertThat(result.refusal()).contains(new SmtpReply(451, "4.3.0", "Error: queue file write error"));
        assertThat(log.lines()).anyMatch(line -> line.startsWith("cleanup: warning: 1: write queue file: "));
        assertThat(files()).isEmpty();
    }

    @Test
    void aMessageOverTheLimitShouldBeRefusedAndLeaveNothing() throws IOException {
        main.put("message_size_limit", "20000");

        CleanupResult result = submit(new DirectoryQueue(queue), "s@x.example", 1000, "r@example.test");

        assertThat(result.refusal()).contains(new SmtpReply(552, "5.3.4", "Error: message file too big"));
        assertThat(files()).isEmpty();
    }

    @Test
    void checksShouldRedirectFilterAndCopy() throws IOException {
        main.put(
                "header_checks",
                "inline:{{x-f:1=FILTER smtp:[127.0.0.1]:1} {x-b:1=BCC extra@example.test} {x-r:1=REDIRECT other@example.test}}");

        submit(new DirectoryQueue(queue), "s@x.example", 1, "r@example.test");

        assertThat(log.lines())
                .contains(
                        "cleanup: 1: filter: header X-F:1 from local; from=<s@x.example> to=<r@example.test>: smtp:[127.0.0.1]:1",
                        "cleanup: 1: bcc: header X-B:1 from local; from=<s@x.example> to=<r@example.test>: extra@example.test",
                        "cleanup: 1: redirect: header X-R:1 from local; from=<s@x.example> to=<r@example.test>: other@example.test");
        assertThat(recipients()).containsExactly("r@example.test", "extra@example.test");
        String file = Files.readString(queue.resolve("1"), StandardCharsets.ISO_8859_1);
        assertThat(file).contains("L\u0012smtp:[127.0.0.1]:1").contains(">\u0012other@example.test");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.map(Path::toString).toList();
        }
    }

    private List<String> recipients() throws IOException {
        try (QueueFileReader reader = QueueFileReader.open(queue.resolve("1"))) {
            return reader.envelope(10).recipients().stream()
                    .map(r -> r.address().toString())
                    .toList();
        }
    }

    private CleanupResult submit(String sender, String... recipients) throws IOException {
        return submit(new DirectoryQueue(queue), sender, 1, recipients);
    }

    private interface Wrapping {
        IncomingQueue around(IncomingQueue queue);
    }

    private CleanupResult submit(Wrapping wrapping, String sender, int lines, String... recipients) throws IOException {
        return submit(wrapping.around(new DirectoryQueue(queue)), sender, lines, recipients);
    }

    private CleanupResult submit(IncomingQueue into, String sender, int lines, String... recipients)
            throws IOException {
        PostfixConfig config = PostfixConfig.of(main);
        Cleanup cleanup =
                new Cleanup(config, Tables.of(config, log), into, log, Clock.systemUTC(), BeforeQueueFilter.NONE);
        try (CleanupSession session =
                cleanup.open(CleanupOrigin.of(CleanupOrigin.Kind.SMTPD, true, Instant.parse("2024-01-01T12:00:00Z")))) {
            session.sender(Address.of(sender), "", 0, "", false);
            for (String recipient : recipients) {
                session.recipient(Address.of(recipient), "", 0);
            }
            for (String line : List.of("Received: by test", "From: f@x.example", "X-F:1", "X-B:1", "X-R:1", "")) {
                line(session, line);
            }
            for (int i = 0; i < lines; i++) {
                line(session, "0123456789012345678901234567890123456789");
            }
            return session.finish();
        }
    }

    private static void line(CleanupSession session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.line(bytes, 0, bytes.length);
    }

    /** A device on which every write fails with ENOSPC. */
    private record FullDisk(IncomingQueue queue) implements IncomingQueue {
        @Override
        public NewQueueFile create() throws IOException {
            NewQueueFile file = queue.create();
            FileChannel full = FileChannel.open(Path.of("/dev/full"), java.nio.file.StandardOpenOption.WRITE);
            return new NewQueueFile() {
                @Override
                public QueueId id() {
                    return file.id();
                }

                @Override
                public Instant created() {
                    return file.created();
                }

                @Override
                public FileChannel channel() {
                    return full;
                }

                @Override
                public void commit(Placement placement, List<QueueRecipient> expanded) throws IOException {
                    file.commit(placement, expanded);
                }

                @Override
                public void close() {
                    file.close();
                    try {
                        full.close();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            };
        }
    }
}
