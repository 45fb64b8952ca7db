package org.postjames.queue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The header and body of a queued message, LF line ends, read straight from its queue file. May be read several times and by several threads. */
public interface QueuedContent {
    /** The content's size in bytes with LF line ends, as {@code size=} shows it in the log. */
    long size();

    /** A stream over the content with LF line ends. */
    InputStream open() throws IOException;

    /** Writes the whole content with LF line ends. */
    void copyTo(OutputStream out) throws IOException;
}
