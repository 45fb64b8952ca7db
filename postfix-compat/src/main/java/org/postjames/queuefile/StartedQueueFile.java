package org.postjames.queuefile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** A new file of a queue on disk, removed when it is closed before it has become mail. How it becomes mail, its queue knows. // mail_stream(3) */
public final class StartedQueueFile implements NewQueueFile {
    /** Makes the file, which is still open, mail. It may move it, and it may remove it. */
    @FunctionalInterface
    public interface Commit {
        void to(Placement placement, List<QueueRecipient> expanded) throws IOException;
    }

    private final QueueId id;
    private final Path path;
    private final Instant created;
    private final FileChannel channel;
    private final Commit commit;
    private boolean committed;

    /** @param channel of the file at {@code path}; closed together with this object */
    public StartedQueueFile(QueueId id, Path path, Instant created, FileChannel channel, Commit commit) {
        this.id = id;
        this.path = path;
        this.created = created;
        this.channel = channel;
        this.commit = commit;
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
    public void commit(Placement placement, List<QueueRecipient> expanded) throws IOException {
        commit.to(placement, expanded);
        committed = true;
        close();
    }

    @Override
    public void close() {
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
