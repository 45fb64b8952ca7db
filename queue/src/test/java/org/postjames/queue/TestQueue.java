package org.postjames.queue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.RecipientResolver.Route;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueScan;

/** A queue in a temporary directory, with a resolver that takes the domain as {@code transport.nexthop}. */
final class TestQueue implements AutoCloseable {
    /** A notice that was asked for. */
    record Notice(Address sender, Address recipient, String text) {}

    final PostfixConfig config;
    final QueueDirectories directories;
    final List<String> log = new CopyOnWriteArrayList<>();
    final List<Notice> notices = new CopyOnWriteArrayList<>();
    final MailLog mailLog = (program, severity, text) -> {
        synchronized (this) {
            log.add(program + ": " + severity.prefix() + text);
            notifyAll();
        }
    };
    volatile boolean noticesFail;
    QueueManager manager;

    TestQueue(Path root, DeliveryAgent agent, Clock clock, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of(
                "compatibility_level",
                "3.6",
                "myhostname",
                "mail.example.test",
                "queue_directory",
                root.toString(),
                "mail_owner",
                System.getProperty("user.name")));
        all.putAll(settings);
        config = PostfixConfig.of(all);
        directories = new QueueDirectories(config, clock);
        manager = new QueueManager(config, directories, TestQueue::route, agent, new Kept(), mailLog, clock);
        directories.createMissing();
    }

    static Route route(Address sender, Address recipient) {
        int dot = recipient.domain().indexOf('.');
        return new Route(
                recipient.domain().substring(0, dot), recipient.domain().substring(dot + 1), recipient, false);
    }

    /** Only notices that are sent matter. */
    interface Sent extends NoticeQueue {
        @Override
        default void withdraw(Address sender, Address recipient, boolean smtputf8, Text text) {}
    }

    /** Keeps the notices. */
    private final class Kept implements NoticeQueue {
        @Override
        public QueueId submit(Address sender, Address recipient, boolean smtputf8, Text text) throws IOException {
            notices.add(new Notice(sender, recipient, written(text)));
            return new QueueId("NOTICE" + notices.size());
        }

        @Override
        public void withdraw(Address sender, Address recipient, boolean smtputf8, Text text) throws IOException {
            written(text);
        }

        private String written(Text text) throws IOException {
            if (noticesFail) {
                throw new IOException("no space left");
            }
            StringBuilder lines = new StringBuilder();
            text.write((bytes, offset, length) -> lines.append(
                            new String(bytes, offset, length, StandardCharsets.ISO_8859_1))
                    .append('\n'));
            return lines.toString();
        }
    }

    /** Commits a message as cleanup would. A recipient may have attributes before it; {@code V:} begins a record that asks for VERP. */
    QueueId mail(String sender, String... recipients) throws IOException {
        try (NewQueueFile file = directories.create()) {
            write(file, sender, List.of(recipients), "Subject: test\n\nHello\n");
            file.commit(NewQueueFile.Placement.INCOMING);
            return file.id();
        }
    }

    static void write(NewQueueFile file, String sender, List<String> recipients, String content) throws IOException {
        Instant now = file.created();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String line : content.split("\n")) {
            record(body, 'N', line);
        }
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        record(envelope, 'T', now.getEpochSecond() + " " + now.getNano() / 1000);
        record(envelope, 'A', "create_time=" + now.getEpochSecond());
        record(envelope, 'S', sender);
        for (String r : recipients) {
            for (String part : r.split(" ")) {
                if (part.startsWith("V:")) {
                    record(envelope, 'V', part.substring(2));
                } else {
                    record(envelope, part.contains("=") ? 'A' : 'R', part);
                }
            }
        }
        record(envelope, 'M', "");
        int sizeRecord = 2 + 95;
        long offset = sizeRecord + envelope.size();
        String size = String.format(
                "%15d %15d %15d %15d %15d %15d", body.size(), offset, recipients.size(), 0, content.length(), 0);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        record(all, 'C', size);
        envelope.writeTo(all);
        body.writeTo(all);
        record(all, 'X', "");
        record(all, 'E', "");
        file.channel().write(ByteBuffer.wrap(all.toByteArray()));
    }

    private static void record(ByteArrayOutputStream out, char type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(type);
        int n = bytes.length;
        while (n > 0x7f) {
            out.write(n & 0x7f | 0x80);
            n >>= 7;
        }
        out.write(n);
        out.writeBytes(bytes);
    }

    /** Waits until a log line contains the text, at most ten seconds. */
    String await(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        synchronized (this) {
            while (true) {
                for (String line : log) {
                    if (line.contains(text)) {
                        return line;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no log line with '" + text + "' in " + log);
                }
                wait(left);
            }
        }
    }

    /** Waits until a message lies in {@code deferred} and nothing is active, at most ten seconds. */
    void awaitDeferred(QueueId id) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.exists(path(QueueLayout.DEFERRED, id)) || manager.activeCount() > 0) {
            if (System.nanoTime() > end) {
                throw new AssertionError(id + " is not deferred: " + log);
            }
            Thread.onSpinWait();
        }
    }

    List<String> files(String queue) throws IOException {
        List<String> names = new ArrayList<>();
        QueueScan.walk(directories.layout(), queue, (id, path) -> names.add(id.text()));
        return names;
    }

    Path path(String queue, QueueId id) {
        return directories.layout().path(queue, id);
    }

    String deferLog(QueueId id) throws IOException {
        return Files.readString(path(QueueLayout.DEFER, id), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        manager.close();
    }
}
