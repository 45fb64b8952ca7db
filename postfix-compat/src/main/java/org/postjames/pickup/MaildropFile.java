package org.postjames.pickup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.util.Set;
import org.postjames.queuefile.QueueFileWriter;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.RecordType;

/** A message being written into {@code maildrop}. {@link #commit} makes it visible to {@link Pickup}; {@link #close} without it makes it vanish. // postdrop(1) */
public final class MaildropFile implements AutoCloseable {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READY = PosixFilePermissions.fromString("rwxr--r--");

    private final Path path;
    private final QueueId id;
    private final FileChannel channel;
    private final QueueFileWriter records;
    private boolean committed;

    private MaildropFile(Path path, QueueId id, FileChannel channel) {
        this.path = path;
        this.id = id;
        this.channel = channel;
        this.records = new QueueFileWriter(channel);
    }

    /** Makes a file that begins with the time of its arrival. */
    public static MaildropFile create(QueueLayout layout, Instant now) throws IOException {
        int micros = now.getNano() / 1000;
        Path temporary = layout.queue(QueueLayout.MAILDROP)
                .resolve(micros + "." + ProcessHandle.current().pid() + "."
                        + Thread.currentThread().threadId());
        FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ),
                PosixFilePermissions.asFileAttribute(PRIVATE));
        try {
            long inode = ((Number) Files.getAttribute(temporary, "unix:ino")).longValue();
            QueueId id = layout.longIds()
                    ? QueueIdFormat.longId(now.getEpochSecond(), micros, inode)
                    : QueueIdFormat.shortId(micros, inode);
            Path path = layout.path(QueueLayout.MAILDROP, id);
            Files.createDirectories(path.getParent());
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            MaildropFile file = new MaildropFile(path, id, channel);
            file.records.record(RecordType.TIME, now.getEpochSecond() + " " + micros);
            return file;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    public QueueId id() {
        return id;
    }

    /** Where the rest of the message is written to. */
    public QueueFileWriter records() {
        return records;
    }

    /**
     * Gives the file to whose mail it is.
     *
     * @return the number of who owns it then: only a server that runs as root can give it away
     */
    public long owner(UserPrincipal user) throws IOException {
        try {
            Files.setOwner(path, user);
        } catch (FileSystemException e) {
            // it stays ours, and the log will say so
        }
        return ((Number) Files.getAttribute(path, "unix:uid")).longValue();
    }

    /** Makes the file mail; it survives a crash when this returns. */
    public void commit() throws IOException {
        records.flush();
        Files.setPosixFilePermissions(path, READY);
        channel.force(true);
        committed = true;
        channel.close();
    }

    @Override
    public void close() throws IOException {
        if (!committed) {
            channel.close();
            Files.deleteIfExists(path);
        }
    }
}
