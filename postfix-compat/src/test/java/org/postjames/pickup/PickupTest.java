package org.postjames.pickup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.cleanup.BeforeQueueFilter;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.DirectoryQueue;
import org.postjames.cleanup.RecordedLog;
import org.postjames.cleanup.RefusedMail;
import org.postjames.command.Sendmail;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.QueueEnvelope;
import org.postjames.queuefile.QueueFileReader;
import org.postjames.queuefile.QueueRecipient;
import org.postjames.queuefile.RecordType;
import org.postjames.table.Tables;

class PickupTest {
    @TempDir
    Path directory;

    private final RecordedLog log = new RecordedLog();
    private final List<String> bounced = new ArrayList<>();
    private RefusedMail refused = (message, dsn, reason) -> {
        bounced.add(message.sender() + " " + message.recipients().size() + " " + dsn + " " + reason);
        return true;
    };
    private Path maildrop = Path.of(".");
    private Path incoming = Path.of(".");

    @BeforeEach
    void makeQueue() throws IOException {
        maildrop = Files.createDirectories(directory.resolve("q/maildrop"));
        incoming = Files.createDirectories(directory.resolve("q/incoming"));
        Path main = directory.resolve("main.cf");
        Files.writeString(
                main,
                "compatibility_level = 3.6\nqueue_directory = " + directory.resolve("q")
                        + "\nmyhostname = mail.example.test\nmydomain = example.test\nmyorigin = example.test\n");
        Files.writeString(directory.resolve("master.cf"), "smtp inet n - n - - smtpd\n");
        Files.setLastModifiedTime(main, FileTime.fromMillis(0));
    }

    private int pickUp() throws Exception {
        PostfixConfig config = PostfixConfig.load(directory);
        Cleanup cleanup = new Cleanup(
                config,
                Tables.of(config, log),
                new DirectoryQueue(incoming),
                log,
                Clock.systemUTC(),
                BeforeQueueFilter.NONE);
        return new Pickup(config, cleanup, refused, log, Clock.systemUTC()).run();
    }

    private String sendmail(int exitCode, String input, String... args) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] all = Stream.concat(Stream.of("-C", directory.toString()), Stream.of(args))
                .toArray(String[]::new);
        int code = Sendmail.run(
                all,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.ISO_8859_1)),
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err));
        assertThat(code).as(err.toString(StandardCharsets.ISO_8859_1)).isEqualTo(exitCode);
        return err.toString(StandardCharsets.ISO_8859_1);
    }

    private QueueEnvelope envelope(String id) throws IOException {
        try (QueueFileReader reader = QueueFileReader.openReadOnly(incoming.resolve(id))) {
            return reader.envelope(100);
        }
    }

    private String content(String id) throws IOException {
        try (QueueFileReader reader = QueueFileReader.openReadOnly(incoming.resolve(id))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            reader.content(reader.envelope(100).sizes()).copyTo(out);
            return out.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void pickupShouldQueueAFileThatPostfixLeft() throws Exception {
        Path file = maildrop.resolve("B00D7526783");
        Files.copy(
                Path.of(Objects.requireNonNull(RecordType.class.getResource("files/maildrop"))
                        .toURI()),
                file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr--r--"));

        assertThat(pickUp()).isEqualTo(1);

        assertThat(file).doesNotExist();
        QueueEnvelope envelope = envelope("1");
        assertThat(envelope.sender()).hasToString("sender@example.test");
        assertThat(envelope.fullName()).isEqualTo("Full Name");
        assertThat(envelope.encoding()).isEqualTo("8bit");
        assertThat(envelope.envid()).isEqualTo("envid");
        assertThat(envelope.dsnRet()).isEqualTo(2);
        assertThat(envelope.recipients())
                .extracting(QueueRecipient::toString)
                .allMatch(r -> r.contains("dsnNotify=6"))
                .hasSize(3);
        assertThat(content("1"))
                .startsWith("Received: by mail.example.test (Postfix, from userid ")
                .contains(
                        "\nFrom: joe@example.test\nTo: jane@example.test, r2@example.test\nSubject: x\nMessage-Id: <");
        assertThat(log.lines().get(0)).matches("pickup: 1: uid=\\d+ from=<sender>");
    }

    @Test
    void pickupShouldLeaveAFileThatIsStillBeingWritten() throws Exception {
        Path file = Files.writeString(maildrop.resolve("ABC1234567"), "T");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(pickUp()).isZero();
        assertThat(file).exists();
    }

    @Test
    void pickupShouldMoveADamagedFileAside() throws Exception {
        Path file = Files.writeString(maildrop.resolve("ABC1234567"), "T\u0003abc");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr--r--"));

        assertThat(pickUp()).isEqualTo(1);
        assertThat(directory.resolve("q/corrupt/ABC1234567")).exists();
        try (Stream<Path> left = Files.list(incoming)) {
            assertThat(left).isEmpty();
        }
    }

    private void refuseSubjects(String action) throws IOException {
        Path table = directory.resolve("header");
        Files.writeString(table, "/^Subject: bad/ " + action + "\n");
        Path main = directory.resolve("main.cf");
        Files.writeString(main, Files.readString(main) + "header_checks = regexp:" + table + "\n");
        Files.setLastModifiedTime(main, FileTime.fromMillis(0));
    }

    private long filesIn(Path queue) throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.count();
        }
    }

    @Test
    void pickupShouldHaveRefusedMailReturned() throws Exception {
        refuseSubjects("REJECT 5.6.9 not this");
        sendmail(0, "Subject: bad\n\nbody\n", "-f", "me@x.example", "a@x.example", "b@x.example");
        sendmail(0, "Subject: good\n\nbody\n", "-f", "me@x.example", "a@x.example");

        assertThat(pickUp()).isEqualTo(2);
        assertThat(bounced).containsExactly("me@x.example 2 5.6.9 not this");
        assertThat(filesIn(maildrop)).isZero();
        assertThat(filesIn(incoming)).isEqualTo(1);
    }

    @Test
    void pickupShouldKeepRefusedMailWhoseSenderCannotBeTold() throws Exception {
        refuseSubjects("REJECT");
        refused = (message, dsn, reason) -> false;
        sendmail(0, "Subject: bad\n\nbody\n", "-f", "me@x.example", "a@x.example");

        assertThat(pickUp()).isZero();
        assertThat(log.lines()).anyMatch(line -> line.contains("5.7.1 message content rejected"));
        assertThat(filesIn(maildrop)).isEqualTo(1);
        assertThat(filesIn(incoming)).isZero();
    }

    @Test
    void pickupShouldKeepMailThatIsRefusedForNow() throws Exception {
        refuseSubjects("REJECT 4.7.1 later");
        sendmail(0, "Subject: bad\n\nbody\n", "-f", "me@x.example", "a@x.example");

        assertThat(pickUp()).isZero();
        assertThat(log.lines()).anyMatch(line -> line.contains("4.7.1 later"));
        assertThat(bounced).isEmpty();
        assertThat(filesIn(maildrop)).isEqualTo(1);
    }

    @Test
    void sendmailShouldTakeRecipientsFromTheHeader() throws Exception {
        sendmail(
                0,
                "From x Mon Jan  1 00:00:00 2024\nFrom: joe\nTo: jane@a.example,\n \"b c\"@a.example\nBcc: secret\nSubject: s\r\n\n.x\nbody",
                "-t",
                "-i",
                "-f",
                "me@x.example",
                "-F",
                "Full, Name");
        assertThat(pickUp()).isEqualTo(1);

        assertThat(envelope("1").recipients().stream().map(r -> r.address().toString()))
                .containsExactly("jane@a.example", "b c@a.example", "secret@example.test");
        assertThat(envelope("1").sender()).hasToString("me@x.example");
        assertThat(content("1")).doesNotContain("Bcc").doesNotContain("\r").endsWith("\n\n.x\nbody\n");
    }

    @Test
    void sendmailShouldStopAtADotUnlessToldNotTo() throws Exception {
        sendmail(0, "Subject: s\n\none\n.\ntwo\n", "r@x.example");
        pickUp();

        assertThat(content("1")).endsWith("\n\none\n");
    }

    @Test
    void sendmailShouldUseTheFullNameForAMissingFrom() throws Exception {
        sendmail(0, "Subject: s\n\nb\n", "-f", "joe@x.example", "-F", "Joe \"J\" User", "r@x.example");
        pickUp();

        assertThat(content("1")).contains("\nFrom: \"Joe \\\"J\\\" User\" <joe@x.example>\n");
    }

    @Test
    void sendmailShouldComplainAsPostfixDoes() {
        assertThat(sendmail(75, "x\n", "-f", "me"))
                .matches(
                        "sendmail: fatal: me\\(\\d+\\): Recipient addresses must be specified on the command line or via the -t option\n");
        assertThat(sendmail(75, "x\n", "-t", "-f", "me"))
                .matches("sendmail: fatal: me\\(\\d+\\): No recipient addresses found in message header\n");
        assertThat(sendmail(75, "", "-bx")).isEqualTo("sendmail: fatal: unsupported: -bx\n");
        assertThat(sendmail(75, "", "-bp", "x"))
                .isEqualTo("sendmail: fatal: display queue mode requires no recipient\n");
        assertThat(sendmail(75, "", "-n")).isEqualTo("sendmail: fatal: -n option not supported\n");
        assertThat(List.of(Objects.requireNonNull(maildrop.toFile().list()))).isEmpty();
    }
}
