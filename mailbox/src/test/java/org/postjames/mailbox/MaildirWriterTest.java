package org.postjames.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaildirWriterTest {
    private static final byte[] PREFIX = "Return-Path: <a@example.org>\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT = "Subject: x\n\nbody\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path root;

    private final ConcurrentLinkedQueue<Path> events = new ConcurrentLinkedQueue<>();
    private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1700000000L, 123_456_000), ZoneOffset.UTC);
    private final MaildirWriter writer = new MaildirWriter("mx/1:a.example.org", clock, events::add);

    @Test
    void deliverShouldWritePrefixAndContent() throws IOException {
        Path file = writer.deliver(root.resolve("u/Maildir"), PREFIX, out -> out.write(CONTENT));

        assertThat(file).hasContent("Return-Path: <a@example.org>\nSubject: x\n\nbody\n");
        assertThat(events).isEmpty();
        writer.announce(file);
        assertThat(events).containsExactly(root.resolve("u/Maildir"));
    }

    @Test
    void deliverShouldNameTheFileAsPostfixDoes() throws IOException {
        Path file = writer.deliver(root.resolve("Maildir"), PREFIX, out -> out.write(CONTENT));

        long inode = (Long) Files.getAttribute(file, "unix:ino");
        long device = (Long) Files.getAttribute(file, "unix:dev");
        assertThat(file.getFileName().toString())
                .isEqualTo("1700000000.V" + Long.toHexString(device) + "I" + Long.toHexString(inode)
                        + "M123456.mx\\0571\\072a.example.org");
        assertThat(file.getParent()).isEqualTo(root.resolve("Maildir/new"));
    }

    @Test
    void deliverShouldKeepEverythingPrivate() throws IOException {
        Path file = writer.deliver(root.resolve("d/Maildir"), PREFIX, out -> out.write(CONTENT));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        for (String directory : List.of("d", "d/Maildir", "d/Maildir/tmp", "d/Maildir/new", "d/Maildir/cur")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(directory))))
                    .as(directory)
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void deliverShouldLeaveNothingWhenTheContentFails() throws IOException {
        Path maildir = root.resolve("Maildir");
        writer.deliver(maildir, PREFIX, out -> out.write(CONTENT));

        assertThatThrownBy(() -> writer.deliver(maildir, PREFIX, out -> {
                    out.write(new byte[200_000]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOfSatisfying(
                        MailboxWriteException.class, e -> assertThat(e.dsn()).isEqualTo("4.3.0"))
                .hasMessage("error writing message: No space left on device");
        assertThat(names(maildir.resolve("tmp"))).isEmpty();
        assertThat(names(maildir.resolve("new"))).hasSize(1);
    }

    @Test
    void deliverShouldObeyTheSizeLimit() {
        assertThatThrownBy(() -> writer.deliver(root.resolve("M"), PREFIX, out -> out.write(new byte[1000]), null, 999))
                .isInstanceOfSatisfying(
                        MailboxWriteException.class, e -> assertThat(e.dsn()).isEqualTo("5.2.2"))
                .hasMessage("error writing message: File too large");
    }

    @Test
    void deliverShouldSayWhatCannotBeCreated() throws IOException {
        Files.writeString(root.resolve("file"), "");

        assertThatThrownBy(() -> writer.deliver(root.resolve("file/Maildir"), PREFIX, out -> out.write(CONTENT)))
                .isInstanceOfSatisfying(
                        MailboxWriteException.class, e -> assertThat(e.dsn()).isEqualTo("4.2.0"))
                .hasMessageMatching("create maildir file .*/file/Maildir/tmp/.*: Not a directory");
    }

    @Test
    void deliverShouldGiveEachMessageItsOwnFile() throws Exception {
        Path maildir = root.resolve("Maildir");
        List<Future<?>> deliveries = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 300; i++) {
                byte[] body = ("message " + i + "\n").getBytes(StandardCharsets.US_ASCII);
                deliveries.add(threads.submit(() -> writer.deliver(maildir, PREFIX, out -> out.write(body))));
            }
        }
        for (Future<?> delivery : deliveries) {
            delivery.get();
        }
        assertThat(names(maildir.resolve("new"))).hasSize(300);
        assertThat(names(maildir.resolve("tmp"))).isEmpty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(p -> p.getFileName().toString()).toList();
        }
    }
}
