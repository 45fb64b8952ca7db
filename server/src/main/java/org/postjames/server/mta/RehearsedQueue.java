package org.postjames.server.mta;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.postjames.queuefile.IncomingQueue;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueIdFormat;
import org.postjames.queuefile.StartedQueueFile;

/** A queue in a temporary directory that nobody else sees. Messages that are put on hold are not in it. */
final class RehearsedQueue implements IncomingQueue, AutoCloseable {
    /** A complete message. */
    record Message(QueueId id, Path path) {}

    private final Path directory;
    private final Clock clock;
    private final Queue<Message> committed = new ArrayDeque<>();
    private int count;

    RehearsedQueue(Clock clock) throws IOException {
        this.directory = Files.createTempDirectory("postjames-explain");
        this.clock = clock;
    }

    /** The oldest message, which is taken out; null if there is none. Its file is the caller's to delete. */
    @Nullable
    Message poll() {
        return committed.poll();
    }

    @Override
    public NewQueueFile create() throws IOException {
        QueueId id = QueueIdFormat.shortId(0, ++count);
        Path path = directory.resolve(id.text());
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return new StartedQueueFile(id, path, clock.instant(), channel, (placement, expanded) -> {
            if (placement == NewQueueFile.Placement.INCOMING) {
                committed.add(new Message(id, path));
            } else {
                Files.delete(path);
            }
        });
    }

    @Override
    public void close() {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
