package org.postjames.queuefile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;

/** A queue file being written. Either {@link #commit} makes it mail, or {@link #close} without it makes it vanish. */
public interface NewQueueFile extends AutoCloseable {
    QueueId id();

    /** When the file was made; its microseconds are in the queue id. */
    Instant created();

    /** Open for reading and writing. The owner of this object closes it. */
    FileChannel channel();

    /**
     * Makes the file mail: mode 0700 in {@code incoming} (or {@code hold}), then fsync, then the queue manager is told, in the order of mail_stream(3).
     * The mark may reach the disk before the content: a file without end record is never delivered. When this returns the message survives a crash, so
     * the client may get its 250.
     *
     * @param expanded aliases whose recipients stand in the file in their place: their sender is told of success as soon as the message is delivered from
     */
    void commit(Placement placement, List<QueueRecipient> expanded) throws IOException;

    /** Without aliases. */
    default void commit(Placement placement) throws IOException {
        commit(placement, List.of());
    }

    @Override
    void close();

    /** Where a committed message goes. */
    enum Placement {
        INCOMING,
        HOLD
    }
}
