package org.postjames.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.postjames.bounce.ReturnedMessage;

/** The content of a message, read from the records of its queue file each time it is wanted, or from memory if the file is small. */
final class QueueFileContent implements QueuedContent, ReturnedMessage.Content {
    private final Path path;
    private final long dataOffset;
    private final long dataSize;
    private final long size;
    private final byte @Nullable [] wholeFile;

    QueueFileContent(Path path, long dataOffset, long dataSize, long size, byte @Nullable [] wholeFile) {
        this.path = path;
        this.dataOffset = dataOffset;
        this.dataSize = dataSize;
        this.size = size;
        this.wholeFile = wholeFile;
    }

    @Override
    public long size() {
        return size;
    }

    /** The size as the bounce daemon looks at it: with record headers. */
    long storedSize() {
        return dataSize;
    }

    @Override
    public InputStream open() throws IOException {
        if (wholeFile != null) {
            ByteArrayOutputStream content = new ByteArrayOutputStream((int) dataSize);
            copy(new RecordWindow(wholeFile), content);
            return new ByteArrayInputStream(content.toByteArray());
        }
        return new ContentStream(FileChannel.open(path, StandardOpenOption.READ), dataOffset);
    }

    @Override
    public void copyTo(OutputStream out) throws IOException {
        if (wholeFile != null) {
            copy(new RecordWindow(wholeFile), out);
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            copy(new RecordWindow(channel), out);
        }
    }

    @Override
    public Held hold() throws IOException {
        if (wholeFile != null) {
            return new Held(this, this::copyTo, () -> {});
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        return new Held(this, out -> copy(new RecordWindow(channel), out), () -> release(channel));
    }

    private static void release(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It was only read.
        }
    }

    private void copy(RecordWindow records, OutputStream out) throws IOException {
        byte[] chunk = new byte[(int) Math.min(dataSize + 1, 65536)];
        int used = 0;
        records.seek(dataOffset);
        for (int type = nextLine(records); type != 0; type = nextLine(records)) {
            int length = records.payloadLength();
            if (used + length + 1 > chunk.length) {
                out.write(chunk, 0, used);
                used = 0;
            }
            if (length + 1 > chunk.length) {
                out.write(records.bytes(), records.payloadOffset(), length);
            } else {
                System.arraycopy(records.bytes(), records.payloadOffset(), chunk, used, length);
                used += length;
            }
            if (type == 'N') {
                chunk[used++] = '\n';
            }
        }
        out.write(chunk, 0, used);
    }

    @Override
    public void lines(ReturnedMessage.Sink sink) throws IOException {
        if (wholeFile != null) {
            lines(new RecordWindow(wholeFile), sink);
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            lines(new RecordWindow(channel), sink);
        }
    }

    private void lines(RecordWindow records, ReturnedMessage.Sink sink) throws IOException {
        ByteArrayOutputStream pieces = new ByteArrayOutputStream();
        records.seek(dataOffset);
        for (int type = nextLine(records); type != 0; type = nextLine(records)) {
            boolean more = true;
            if (type == 'L') {
                pieces.write(records.bytes(), records.payloadOffset(), records.payloadLength());
            } else if (pieces.size() > 0) {
                pieces.write(records.bytes(), records.payloadOffset(), records.payloadLength());
                more = sink.line(pieces.toByteArray(), 0, pieces.size());
                pieces.reset();
            } else {
                more = sink.line(records.bytes(), records.payloadOffset(), records.payloadLength());
            }
            if (!more) {
                return;
            }
        }
    }

    /** The next content record: {@code N} ends a line, {@code L} does not; 0 at the end of the content. Follows pointers, passes over padding. */
    static int nextLine(RecordWindow records) throws IOException {
        while (true) {
            int type = records.next();
            switch (type) {
                case 'N', 'L' -> {
                    return type;
                }
                case 'w' -> {}
                case 'p' -> {
                    long target = EnvelopeReader.number(records.text(), 0);
                    if (target > 0) {
                        records.seek(target);
                    }
                }
                case -1 -> throw new IOException("queue file ends inside the message content");
                default -> {
                    return 0;
                }
            }
        }
    }

    /** A stream over a file of any size. */
    private static final class ContentStream extends InputStream {
        private final FileChannel channel;
        private final RecordWindow records;
        private int at;
        private int left;
        private boolean lineEnd;
        private boolean finished;

        ContentStream(FileChannel channel, long dataOffset) throws IOException {
            this.channel = channel;
            this.records = new RecordWindow(channel);
            records.seek(dataOffset);
        }

        private boolean fill() throws IOException {
            while (left == 0 && !lineEnd && !finished) {
                int type = nextLine(records);
                finished = type == 0;
                lineEnd = type == 'N';
                at = records.payloadOffset();
                left = finished ? 0 : records.payloadLength();
            }
            return !finished;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int done = 0;
            while (done < length && fill()) {
                if (left > 0) {
                    int n = Math.min(left, length - done);
                    System.arraycopy(records.bytes(), at, target, offset + done, n);
                    at += n;
                    left -= n;
                    done += n;
                } else {
                    target[offset + done++] = '\n';
                    lineEnd = false;
                }
            }
            return done == 0 && length > 0 ? -1 : done;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
