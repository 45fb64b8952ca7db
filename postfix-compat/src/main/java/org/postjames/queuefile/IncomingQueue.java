package org.postjames.queuefile;

import java.io.IOException;

/** Where cleanup(8) puts new mail. The queue module owns the directories; this is all that a writer of queue files sees of it. */
public interface IncomingQueue {
    /**
     * Creates an empty queue file in {@code incoming}, mode 0600: not yet visible to the queue manager.
     *
     * @throws IOException when the file cannot be made (disk full, permissions): the client is told to try again
     */
    NewQueueFile create() throws IOException;
}
