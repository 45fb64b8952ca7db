package org.postjames.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;
import org.postjames.rewrite.MidnaDomain;

/**
 * The logfile of one destination in {@code $queue_directory/flush}: the queue ids of mail that waits for it, a line each, in the order in which it was
 * deferred. The same message may be there several times, and one that is gone may still be there. // flush.c
 *
 * @param name the destination, with an underscore for all that is neither letter nor digit
 */
record FlushLog(QueueDirectories directories, String name) {
    /** Before and after a reload, two configurations have the same files. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** @return empty if the destination cannot have a file */
    static Optional<FlushLog> of(QueueDirectories directories, String site, Consumer<String> warnings) {
        return MidnaDomain.toAscii(site, warnings)
                .map(ascii -> ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_"))
                .filter(QueueIdFormat::isValid)
                .map(name -> new FlushLog(directories, name));
    }

    private Path path() {
        return directories.layout().path(QueueLayout.FLUSH, name);
    }

    void add(QueueId id) throws IOException {
        ByteBuffer line = ByteBuffer.wrap((id + "\n").getBytes(StandardCharsets.ISO_8859_1));
        LOCK.lock();
        try (FileChannel file = directories.openLog(path())) {
            long end = file.size();
            while (line.hasRemaining()) {
                file.write(line, end + line.position());
            }
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Empties the file after its messages have been asked for. Without a file nothing waits, and nothing is asked.
     *
     * @param wanted is told the messages, maybe none
     */
    void send(Consumer<Set<QueueId>> wanted, Instant now, Consumer<String> warnings) throws IOException {
        LOCK.lock();
        try (FileChannel file = FileChannel.open(path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            String text = Files.readString(path(), StandardCharsets.ISO_8859_1);
            Set<QueueId> ids = new LinkedHashSet<>();
            text.lines().forEach(line -> {
                if (QueueIdFormat.isValid(line)) {
                    ids.add(new QueueId(line));
                } else {
                    String shown = line.substring(0, Math.min(30, line.length()));
                    warnings.accept("bad queue id \"" + shown + "...\" in fast flush logfile " + name);
                }
            });
            wanted.accept(ids);
            if (!text.isEmpty()) {
                file.truncate(0);
            }
            FileTime time = FileTime.from(now);
            Files.getFileAttributeView(path(), BasicFileAttributeView.class).setTimes(time, time, null);
        } catch (NoSuchFileException e) {
            // no mail waits for it
        } finally {
            LOCK.unlock();
        }
    }

    /** Whether there is something in it that nobody asked for since a time. */
    boolean isUnread(Instant since) throws IOException {
        BasicFileAttributes file = Files.readAttributes(path(), BasicFileAttributes.class);
        return file.size() > 0 && file.lastAccessTime().toInstant().isBefore(since);
    }

    /** Removes it if it is empty and nothing came since a time. */
    void purge(Instant since) throws IOException {
        LOCK.lock();
        try {
            BasicFileAttributes file = Files.readAttributes(path(), BasicFileAttributes.class);
            if (file.size() == 0 && file.lastModifiedTime().toInstant().isBefore(since)) {
                Files.delete(path());
            }
        } finally {
            LOCK.unlock();
        }
    }
}
