package org.postjames.queue;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.postjames.bounce.BounceLog;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.IncomingQueue;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueRecipient;
import org.postjames.queuefile.StartedQueueFile;

/**
 * The directories of the mail queue on disk, and the moves between them. Every move is one rename(2); nothing here is remembered in memory, so that
 * postsuper(1) may change the queue at any time.
 */
public final class QueueDirectories implements IncomingQueue {
    private static final FileAttribute<Set<PosixFilePermission>> NEW_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> NEW_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    static final Set<PosixFilePermission> READY = PosixFilePermissions.fromString("rwx------");

    private final QueueLayout layout;
    private final Clock clock;
    private final long pid = ProcessHandle.current().pid();
    private final QueueOwnership ownership;
    private final AtomicLong serial = new AtomicLong();
    private final boolean compatibleLogs;
    private volatile Arrivals arrival = (id, reported) -> {};

    public QueueDirectories(PostfixConfig config, Clock clock) {
        this.layout = QueueLayout.of(config);
        this.clock = clock;
        this.ownership = new QueueOwnership(config);
        this.compatibleLogs = config.get(QmgrParameters.BACKWARDS_BOUNCE_LOGFILE_COMPATIBILITY);
    }

    /** Who is told of each message that {@link NewQueueFile#commit} puts into {@code incoming}; must return at once. */
    @FunctionalInterface
    public interface Arrivals {
        /** @param reported whether the message has a trace file already */
        void arrived(QueueId id, boolean reported);
    }

    public void onArrival(Arrivals listener) {
        this.arrival = listener;
    }

    public QueueLayout layout() {
        return layout;
    }

    @Override
    public NewQueueFile create() throws IOException {
        Path temporary = layout.queue(QueueLayout.INCOMING).resolve(serial.incrementAndGet() + "." + pid);
        FileChannel channel = open(temporary);
        try {
            ownership.giveToMailOwner(temporary);
            long inode = inode(temporary);
            while (true) {
                Instant now = clock.instant();
                int micros = now.getNano() / 1000;
                QueueId id = layout.longIds()
                        ? QueueIdFormat.longId(now.getEpochSecond(), micros, inode)
                        : QueueIdFormat.shortId(micros, inode);
                Path path = layout.path(QueueLayout.INCOMING, id);
                // The inode is in the name and the file exists, so no other file of this queue can have this name.
                rename(temporary, path);
                return new StartedQueueFile(
                        id,
                        path,
                        now,
                        channel,
                        (placement, expanded) -> commit(new Started(id, path, channel), placement, expanded));
            }
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private record Started(QueueId id, Path path, FileChannel channel) {}

    private void commit(Started started, NewQueueFile.Placement placement, List<QueueRecipient> expanded)
            throws IOException {
        if (expanded.isEmpty()) {
            commit(started, placement, false);
            return;
        }
        try {
            writeTrace(started.id(), expanded);
            commit(started, placement, true);
        } catch (IOException e) {
            remove(QueueLayout.TRACE, started.id());
            throw e;
        }
    }

    /** Before the message can be found, so that nobody delivers it without. // cleanup_out_recipient.c: cleanup_trace_append() */
    private void writeTrace(QueueId id, List<QueueRecipient> expanded) throws IOException {
        StringBuilder text = new StringBuilder();
        for (QueueRecipient alias : expanded) {
            RecipientStatus status = RecipientStatus.expanded(Recipient.of(alias), "none", "expanded");
            text.append(
                    BounceLog.format(StatusRecorder.logEntry(status, status.dsn(), status.action()), compatibleLogs));
        }
        try (FileChannel trace = openLog(layout.path(QueueLayout.TRACE, id))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                trace.write(bytes);
            }
            trace.force(true);
        }
    }

    private void commit(Started started, NewQueueFile.Placement placement, boolean reported) throws IOException {
        QueueId id = started.id();
        Path path = started.path();
        boolean held = placement == NewQueueFile.Placement.HOLD;
        Path place = held ? layout.path(QueueLayout.HOLD, id) : path;
        if (held) {
            rename(path, place);
        }
        try {
            // The ready mark goes first so that the fsync carries it to the disk too: an incomplete file has no end
            // record and is never delivered.
            // mail_stream_finish_file()
            Files.setPosixFilePermissions(place, READY);
            started.channel().force(true);
        } catch (IOException e) {
            Files.deleteIfExists(place);
            throw e;
        }
        if (!held) {
            arrival.arrived(id, reported);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            return FileChannel.open(path, options, NEW_FILE);
        } catch (FileAlreadyExistsException e) {
            // Left by a server that had our process id and was killed between open and rename.
            Files.delete(path);
            return FileChannel.open(path, options, NEW_FILE);
        }
    }

    private static long inode(Path path) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
        return (Long) requireNonNull(attributes.get("ino"));
    }

    /**
     * Makes the queue's directories that are missing, with Postfix's modes, and its owners when we run as root; what a killed server left of unfinished files
     * stays until {@code postsuper -p}, as with Postfix.
     */
    public void createMissing() throws IOException {
        ownership.createDirectories(layout.root());
    }

    /** Opens a bounce, defer or trace file for writing, made if it is not there. */
    FileChannel openLog(Path path) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileChannel channel = FileChannel.open(path, options, NEW_FILE);
            ownership.giveToMailOwner(path);
            return channel;
        } catch (NoSuchFileException e) {
            makeParent(path);
            FileChannel channel = FileChannel.open(path, options, NEW_FILE);
            ownership.giveToMailOwner(path);
            return channel;
        }
    }

    /** Moves a file between queues. False if it is not there: postsuper(1) was quicker. */
    public boolean move(QueueId id, String from, String to) throws IOException {
        try {
            rename(layout.path(from, id), layout.path(to, id));
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Removes a file. False if it is not there. */
    public boolean remove(String queue, QueueId id) throws IOException {
        return Files.deleteIfExists(layout.path(queue, id));
    }

    /** rename(2), making the directories of a hashed queue when they are missing. */
    void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            makeParent(to);
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The one or more levels of a hashed queue. */
    private void makeParent(Path file) throws IOException {
        Path directory = file.getParent();
        if (directory != null && !Files.exists(directory)) {
            makeParent(directory);
            try {
                Files.createDirectory(directory, NEW_DIRECTORY);
                ownership.giveToMailOwner(directory);
            } catch (FileAlreadyExistsException e) {
                // Another thread was quicker.
            }
        }
    }
}
