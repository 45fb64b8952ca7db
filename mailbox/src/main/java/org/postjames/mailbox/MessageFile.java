package org.postjames.mailbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Collects a message in memory and hands it to its file in as few writes as possible: one, if it is small. */
final class MessageFile extends OutputStream {
    private static final int CAPACITY = 64 * 1024;
    private static final int START = 8 * 1024;

    private final FileChannel file;
    private final long limit;
    private byte[] buffer = new byte[START];
    private int used;
    private long written;

    /**
     * @param limit the largest size of the file in bytes, 0 for no limit: {@code mailbox_size_limit}
     */
    MessageFile(FileChannel file, long limit) throws IOException {
        this.file = file;
        this.limit = limit;
        this.written = file.size();
    }

    @Override
    public void write(int b) throws IOException {
        if (used == buffer.length) {
            makeRoom(1);
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        if (len > buffer.length - used) {
            makeRoom(len);
            if (len > buffer.length - used) {
                drain(ByteBuffer.wrap(b, off, len));
                return;
            }
        }
        System.arraycopy(b, off, buffer, used, len);
        used += len;
    }

    private void makeRoom(int len) throws IOException {
        if (used + (long) len <= CAPACITY) {
            byte[] larger = new byte[Math.min(CAPACITY, Math.max(buffer.length * 2, used + len))];
            System.arraycopy(buffer, 0, larger, 0, used);
            buffer = larger;
        } else {
            flush();
        }
    }

    @Override
    public void flush() throws IOException {
        drain(ByteBuffer.wrap(buffer, 0, used));
        used = 0;
    }

    private void drain(ByteBuffer bytes) throws IOException {
        if (limit > 0 && written + bytes.remaining() > limit) {
            // Postfix has the kernel refuse, by setrlimit(RLIMIT_FSIZE): EFBIG
            throw new IOException("File too large");
        }
        while (bytes.hasRemaining()) {
            written += file.write(bytes);
        }
    }

    /** Writes what is left and waits until the disk has it. */
    void sync() throws IOException {
        flush();
        file.force(true);
    }
}
