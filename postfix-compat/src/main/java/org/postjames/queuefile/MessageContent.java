package org.postjames.queuefile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/**
 * The header and body in a queue file. Each {@link #open} is independent of the others, so several threads may read it at the same time; the file must
 * stay open until they are done.
 *
 * @param offset where the first content record stands
 * @param recordBytes the size of the content records: the {@code size=} of the log
 */
public record MessageContent(FileChannel file, long offset, long recordBytes) {
    /** The content with LF line ends. A damaged file shows as {@link CorruptQueueFileException}. */
    public InputStream open() throws IOException {
        return new ContentStream(file, offset, recordBytes);
    }

    /** Writes the content with LF line ends, in large pieces. */
    public void copyTo(OutputStream out) throws IOException {
        try (InputStream in = open()) {
            in.transferTo(out);
        }
    }
}
