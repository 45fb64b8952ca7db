package org.postjames.cleanup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.postjames.queuefile.IncomingQueue;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;

/** A queue in one directory, for tests: files are named 1, 2, ...; a committed file on hold has the suffix {@code .hold}. */
public final class DirectoryQueue implements IncomingQueue {
    private final Path directory;
    private int last;

    public DirectoryQueue(Path directory) {
        this.directory = directory;
    }

    @Override
    public synchronized NewQueueFile create() throws IOException {
        String name = Integer.toString(++last);
        Path path = directory.resolve(name);
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new File(new QueueId(name), path, channel);
    }

    private static final class File implements NewQueueFile {
        private final QueueId id;
        private final Path path;
        private final FileChannel channel;
        private boolean committed;

        File(QueueId id, Path path, FileChannel channel) {
            this.id = id;
            this.path = path;
            this.channel = channel;
        }

        @Override
        public QueueId id() {
            return id;
        }

        @Override
        public Instant created() {
            return Instant.parse("2024-01-01T12:00:00Z");
        }

        @Override
        public FileChannel channel() {
            return channel;
        }

        @Override
        public void commit(Placement placement) throws IOException {
            committed = true;
            channel.close();
            if (placement == Placement.HOLD) {
                Files.move(path, path.resolveSibling(id + ".hold"));
            }
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
}
