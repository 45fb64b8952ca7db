package org.postjames.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** A file in {@code incoming} with mode 0600 until it is committed. */
final class IncomingFile implements NewQueueFile {
    private final QueueDirectories directories;
    private final QueueId id;
    private final Path path;
    private final Instant created;
    private final FileChannel channel;
    private boolean committed;
    private boolean closed;

    IncomingFile(QueueDirectories directories, QueueId id, Path path, Instant created, FileChannel channel) {
        this.directories = directories;
        this.id = id;
        this.path = path;
        this.created = created;
        this.channel = channel;
    }

    @Override
    public QueueId id() {
        return id;
    }

    @Override
    public Instant created() {
        return created;
    }

    @Override
    public FileChannel channel() {
        return channel;
    }

    @Override
    public void commit(Placement placement) throws IOException {
        if (placement == Placement.HOLD) {
            directories.rename(path, directories.layout().path(QueueLayout.HOLD, id));
        }
        Path place = placement == Placement.HOLD ? directories.layout().path(QueueLayout.HOLD, id) : path;
        try {
            // The ready mark goes first so that the fsync carries it to the disk too: an incomplete file has no end
            // record and is never delivered.
            // mail_stream_finish_file()
            Files.setPosixFilePermissions(place, QueueDirectories.READY);
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(place);
            throw e;
        }
        committed = true;
        close();
        if (placement == Placement.INCOMING) {
            directories.arrived(id);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
            if (!committed) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
