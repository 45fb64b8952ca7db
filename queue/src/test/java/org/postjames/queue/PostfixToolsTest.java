package org.postjames.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.command.Postqueue;
import org.postjames.command.Postsuper;
import org.postjames.comparison.Comparison;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** Real Postfix's commands and ours, on one queue that was written here. */
@Timeout(60)
class PostfixToolsTest {
    private static final Path POSTSUPER = Path.of("/usr/sbin/postsuper");

    @TempDir
    Path directory;

    private Path etc;
    private QueueId one;
    private QueueId two;
    private TestQueue queue;

    @BeforeEach
    void writeAQueue() throws Exception {
        Comparison.needsProgram(POSTSUPER, "postfix");
        Comparison.needsRoot("postsuper wants root");
        for (Path p = directory; p != null && p.startsWith("/tmp"); p = p.getParent()) {
            if (!p.toString().equals("/tmp")) {
                Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        etc = Files.createDirectory(directory.resolve("etc"));
        Path spool = directory.resolve("spool");
        Path main = etc.resolve("main.cf");
        Files.writeString(
                main,
                "compatibility_level = 3.6\nqueue_directory = " + spool
                        + "\ndaemon_directory = /usr/lib/postfix/sbin\nmyhostname = mail.example.test\nmaillog_file = "
                        + directory
                        + "/maillog\nmaillog_file_prefixes = " + directory
                        + "\nmail_owner = postfix\ninet_protocols = ipv4\n");
        Files.writeString(etc.resolve("master.cf"), "");
        Path log = Files.createFile(directory.resolve("maillog"));
        // Postfix's postsuper writes it after it has become mail_owner.
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setOwner(log, log.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
        for (Path file : List.of(main, etc.resolve("master.cf"))) {
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
        }
        DeliveryAgent agent = request -> request.recipients().stream()
                .map(r -> RecipientStatus.of(r, Outcome.DEFERRED, "none", "4.2.0", "not now"))
                .toList();
        queue = new TestQueue(spool, agent, Clock.systemUTC(), Map.of("mail_owner", "postfix"));
        try (TestQueue running = queue) {
            running.manager.start();
            one = running.mail("a@b.test", "x@local.example.test");
            two = running.mail("", "y@local.example.test", "z@smtp.example.test");
            awaitDeferred(one);
            awaitDeferred(two);
        }
    }

    private void awaitDeferred(QueueId id) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.exists(queue.path(QueueLayout.DEFERRED, id))) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void postqueueShouldSayTheSameAsPostfixs() throws Exception {
        for (String option : List.of("-p", "-j")) {
            Result theirs = real("/usr/sbin/postqueue", "-c", etc.toString(), option);
            Result ours = ours(true, "-c", etc.toString(), option);
            assertThat(ours).isEqualTo(theirs);
            assertThat(theirs.out()).contains(one.text()).contains("not now");
        }
    }

    @Test
    void postcatShouldReadOurFiles() throws Exception {
        Result envelope = real("/usr/sbin/postcat", "-c", etc.toString(), "-q", one.text());
        assertThat(envelope.exit()).isZero();
        assertThat(envelope.out())
                .contains("sender: a@b.test\n", "recipient: x@local.example.test\n", "Subject: test\n");
    }

    @Test
    void postsuperShouldOperateAlikeOnBothSides() throws Exception {
        for (boolean theirs : new boolean[] {true, false}) {
            String all = "ALL";
            assertThat(postsuper(theirs, "-h", one.text()))
                    .isEqualTo("postsuper: " + one + ": placed on hold\npostsuper: Placed on hold: 1 message\n");
            assertThat(queue.path(QueueLayout.HOLD, one)).exists();
            assertThat(postsuper(theirs, "-H", all)).isEqualTo("postsuper: Released from hold: 1 message\n");
            assertThat(queue.path(QueueLayout.DEFERRED, one)).exists();
            assertThat(postsuper(theirs, "-s", "-p")).isEmpty();
            assertThat(postsuper(theirs, "-h", all)).isEqualTo("postsuper: Placed on hold: 2 messages\n");
            assertThat(postsuper(theirs, "-f", one.text()))
                    .isEqualTo(
                            theirs
                                    ? "postsuper: " + one + ": expired\npostsuper: " + one + ": released from hold\n"
                                            + "postsuper: Force-expired: 1 message\npostsuper: Released from hold: 1 message\n"
                                    : "postsuper: " + one + ": released from hold\n"
                                            + "postsuper: Force-expired: 0 messages\npostsuper: Released from hold: 1 message\n");
            assertThat(postsuper(theirs, "-H", two.text())).startsWith("postsuper: " + two + ": released from hold\n");
            assertThat(postsuper(theirs, "-d", "NOSUCH", "-r", "bad/id"))
                    .isEqualTo("postsuper: warning: invalid mail queue id: bad/id\npostsuper: Requeued: 0 messages\n"
                            + "postsuper: Deleted: 0 messages\n");
            assertThat(postsuper(theirs, "-x"))
                    .startsWith("postsuper: invalid option -- 'x'\npostsuper: fatal: usage: ");
            assertThat(postsuper(theirs, "-h", all, "bogus"))
                    .isEqualTo("postsuper: fatal: invalid directory name: bogus\n");
        }
        assertThat(postsuper(false, "-d", two.text()))
                .isEqualTo("postsuper: " + two + ": removed\npostsuper: Deleted: 1 message\n");
        assertThat(queue.path(QueueLayout.DEFER, two)).doesNotExist();
        assertThat(postsuper(false, "-r", one.text()))
                .isEqualTo("postsuper: " + one + ": requeued\npostsuper: Requeued: 1 message\n");
        assertThat(queue.path(QueueLayout.MAILDROP, one)).exists();
        assertThat(postsuper(false, "-d", "ALL")).isEqualTo("postsuper: Deleted: 1 message\n");
    }

    @Test
    void renamedFilesShouldGetTheirInodesNamesBack() throws Exception {
        for (boolean theirs : new boolean[] {true, false}) {
            Path wrong = queue.path(
                    QueueLayout.DEFERRED, new QueueId("0" + one.text().substring(1, 5) + "ABC"));
            Files.createDirectories(wrong.getParent());
            Files.setOwner(
                    wrong.getParent(), Files.getOwner(queue.directories.layout().queue("active")));
            Files.move(queue.path(QueueLayout.DEFERRED, one), wrong);
            assertThat(postsuper(theirs, "-s"))
                    .isEqualTo("postsuper: Renamed to match inode number: 1 message\n"
                            + "postsuper: warning: QUEUE FILE NAMES WERE CHANGED TO MATCH INODE NUMBERS\n");
            one = new QueueId("0" + one.text().substring(1));
            assertThat(queue.path(QueueLayout.DEFERRED, one)).exists();
        }
    }

    private String postsuper(boolean theirs, String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of("-c", etc.toString()));
        all.addAll(List.of(args));
        if (theirs) {
            all.addFirst(POSTSUPER.toString());
            return real(all.toArray(new String[0])).err();
        }
        return ours(false, all.toArray(new String[0])).err();
    }

    private record Result(int exit, String out, String err) {}

    private static Result ours(boolean postqueue, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream o = new PrintStream(out);
        PrintStream e = new PrintStream(err);
        InputStream in = InputStream.nullInputStream();
        int exit = postqueue ? Postqueue.run(args, in, o, e) : Postsuper.run(args, in, o, e);
        return new Result(exit, out.toString(StandardCharsets.ISO_8859_1), err.toString(StandardCharsets.ISO_8859_1));
    }

    private static Result real(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return new Result(process.waitFor(), out, err);
    }
}
