package org.postjames.queuefile;

import java.io.IOException;

/** A queue file that cannot be understood. It will not get better by waiting: the queue manager moves it to {@code corrupt}. */
public final class CorruptQueueFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptQueueFileException(String message) {
        super(message);
    }
}
