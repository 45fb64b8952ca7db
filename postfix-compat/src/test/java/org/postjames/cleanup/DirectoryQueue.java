package org.postjames.cleanup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.postjames.queuefile.IncomingQueue;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.StartedQueueFile;

/** A queue in one directory, for tests: files are named 1, 2, ...; a committed file on hold has the suffix {@code .hold}. */
public final class DirectoryQueue implements IncomingQueue {
    private static final Instant CREATED = Instant.parse("2024-01-01T12:00:00Z");

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
        return new StartedQueueFile(new QueueId(name), path, CREATED, channel, (placement, expanded) -> {
            if (placement == NewQueueFile.Placement.HOLD) {
                Files.move(path, path.resolveSibling(name + ".hold"));
            }
        });
    }
}
