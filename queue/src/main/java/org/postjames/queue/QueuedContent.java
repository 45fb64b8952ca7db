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

    /** The same content with its file already open: {@link #copyTo} then also works with the rights of a recipient, who may not open queue files. */
    default Held hold() throws IOException {
        return new Held(this, this::copyTo, () -> {});
    }

    /** Content that stays readable until it is closed. */
    final class Held implements QueuedContent, AutoCloseable {
        private final QueuedContent content;
        private final Source source;
        private final Runnable release;

        Held(QueuedContent content, Source source, Runnable release) {
            this.content = content;
            this.source = source;
            this.release = release;
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public InputStream open() throws IOException {
            return content.open();
        }

        @Override
        public void copyTo(OutputStream out) throws IOException {
            source.copyTo(out);
        }

        @Override
        public void close() {
            release.run();
        }
    }

    /** Writes a content. */
    @FunctionalInterface
    interface Source {
        void copyTo(OutputStream out) throws IOException;
    }
}
