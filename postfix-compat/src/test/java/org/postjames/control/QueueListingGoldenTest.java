package org.postjames.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postjames.command.Mailq;
import org.postjames.command.Postqueue;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.QueueLayout;

class QueueListingGoldenTest {
    private static final String WARNING = "postqueue: warning: Mail system is down -- accessing queue directly"
            + " (Connect to the Postfix showq service: No such file or directory)\n";

    private final TimeZone before = TimeZone.getDefault();

    @TempDir
    Path directory;

    private Path queue;

    @BeforeEach
    void copyAQueueThatPostfixWrote() throws IOException {
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        queue = directory.resolve("queue");
        for (String name : new String[] {"public", "maildrop", "incoming", "active", "hold"}) {
            Files.createDirectories(queue.resolve(name));
        }
        for (String file : new String[] {"0/0FACC520247", "1/133D9520096"}) {
            for (String name : new String[] {"deferred", "defer"}) {
                Path target = queue.resolve(name).resolve(file);
                Files.createDirectories(target.getParent());
                Files.write(target, resource("queue/" + name + "/" + file));
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
            }
        }
        Files.writeString(directory.resolve("main.cf"), "compatibility_level = 3.6\nqueue_directory = " + queue + "\n");
        Files.writeString(directory.resolve("master.cf"), "");
    }

    @AfterEach
    void resetZone() {
        TimeZone.setDefault(before);
    }

    @Test
    void postqueueShouldListAQueueThatPostfixWrote() throws IOException {
        assertThat(messages(postqueue("-p"))).isEqualTo(messages(golden("postqueue-p.golden")));
    }

    @Test
    void postqueueShouldListAsJson() throws IOException {
        assertThat(sorted(postqueue("-j"))).isEqualTo(sorted(golden("postqueue-j.golden")));
    }

    @Test
    void mailqShouldListWithoutServer() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Mailq.run(
                new String[] {"-C", directory.toString()},
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(err));
        assertThat(exit).isZero();
        assertThat(err).hasToString(WARNING);
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).endsWith("\n-- 0 Kbytes in 2 Requests.\n");
    }

    @Test
    void postqueueShouldAskTheServerWhenThereIsOne() throws IOException {
        PostfixConfig config = PostfixConfig.of(Map.of("queue_directory", queue.toString()));
        ControlServer.Handler showq = (argument, data) -> {
            new QueueListing(QueueLayout.of(config), "MAILER-DAEMON").send(data);
            return ControlReply.OK;
        };
        try (ControlServer server =
                new ControlServer(ControlSocket.path(config), Map.of(ControlSocket.SHOWQ, showq), (p, s, t) -> {})) {
            server.start();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            int exit = Postqueue.run(
                    new String[] {"-c", directory.toString(), "-p"},
                    InputStream.nullInputStream(),
                    new PrintStream(out),
                    new PrintStream(err));
            assertThat(err).hasToString("");
            assertThat(exit).isZero();
            assertThat(messages(out.toString(StandardCharsets.ISO_8859_1)))
                    .isEqualTo(messages(golden("postqueue-p.golden")));
        }
        assertThat(ControlSocket.path(config)).doesNotExist();
    }

    @Test
    void postqueueShouldTellThatTheQueueIsEmpty() throws IOException {
        Files.delete(queue.resolve("deferred/0/0FACC520247"));
        Files.delete(queue.resolve("deferred/1/133D9520096"));
        assertThat(postqueue("-p")).isEqualTo("Mail queue is empty\n");
    }

    @Test
    void flushShouldFailWithoutServer() {
        assertThat(failure("-f")).isEqualTo("postqueue: fatal: Cannot flush mail queue - mail system is down\n");
    }

    @Test
    void flushOfAMessageShouldFailWithoutServer() {
        assertThat(failure("-i", "NOSUCH"))
                .isEqualTo("postqueue: warning: connect to public/flush: No such file or directory\n"
                        + "postqueue: fatal: Cannot flush mail queue - mail system is down\n");
    }

    @Test
    void nonsenseShouldBeRefusedInPostfixsWords() {
        String usage =
                "postqueue: fatal: usage: postqueue -f | postqueue -i queueid | postqueue -j | postqueue -p | postqueue -s site\n";
        assertThat(failure()).isEqualTo(usage);
        assertThat(failure("-x")).isEqualTo("postqueue: invalid option -- 'x'\n" + usage);
        assertThat(failure("-p", "-j")).isEqualTo(usage);
        assertThat(failure("-f", "extra")).isEqualTo(usage);
        assertThat(failure("-s")).isEqualTo("postqueue: option requires an argument -- 's'\n" + usage);
        assertThat(failure("-s", "bad_host!"))
                .isEqualTo("postqueue: fatal: Cannot flush mail queue - invalid destination: \"bad_host!\"\n");
        assertThat(failure("-s", "nowhere.test"))
                .isEqualTo("postqueue: fatal: Flush service is not configured for destination \"nowhere.test\"\n");
        assertThat(failure("-i", "bad/id"))
                .isEqualTo("postqueue: fatal: Cannot flush queue ID - invalid name: \"bad/id\"\n");
    }

    private String failure(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "-c";
        all[1] = directory.toString();
        System.arraycopy(args, 0, all, 2, args.length);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Postqueue.run(
                all,
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(java.io.OutputStream.nullOutputStream()),
                new PrintStream(err));
        assertThat(exit).isEqualTo(69);
        return err.toString(StandardCharsets.ISO_8859_1);
    }

    private String postqueue(String option) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Postqueue.run(
                new String[] {option, "-c", directory.toString()},
                InputStream.nullInputStream(),
                new PrintStream(out),
                new PrintStream(err));
        assertThat(err).hasToString(WARNING);
        assertThat(exit).isZero();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** Directories have no order: the header line, then the messages sorted, then the total. */
    private static String[] messages(String text) {
        String[] parts = text.split("\n\n", -1);
        int heading = parts[0].indexOf('\n');
        String first = parts[0].substring(heading + 1);
        String head = parts[0].substring(0, heading);
        parts[0] = first;
        Arrays.sort(parts, 0, parts.length - 1);
        parts[0] = head + "\n" + parts[0];
        return parts;
    }

    private static String[] sorted(String text) {
        String[] lines = text.split("\n");
        Arrays.sort(lines);
        return lines;
    }

    private static String golden(String name) throws IOException {
        String text = new String(resource(name), StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("# Postfix 3.7.11");
        return text.substring(text.indexOf('\n') + 1);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = QueueListingGoldenTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
