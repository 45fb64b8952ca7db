package org.postjames.queuefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the records of a queue file in order, in few large writes. After an {@code IOException} the file is incomplete and must be thrown away.
 * // record(3)
 */
public final class QueueFileWriter {
    private static final int FIRST_BUFFER = 8 << 10;
    private static final int BUFFER_LIMIT = 64 << 10;

    private final FileChannel channel;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int used;
    private long flushed;

    public QueueFileWriter(FileChannel channel) {
        this(channel, 0);
    }

    /** Continues a file. @param position where the first record will stand */
    public QueueFileWriter(FileChannel channel, long position) {
        this.channel = channel;
        this.flushed = position;
    }

    /** Where the next record will stand. */
    public long position() {
        return flushed + used;
    }

    /** Writes one record. */
    public void record(int type, byte[] data, int off, int len) throws IOException {
        header(type, len);
        bytes(data, off, len);
    }

    /** Writes one record; one byte per character. */
    public void record(int type, String text) throws IOException {
        byte[] data = text.getBytes(StandardCharsets.ISO_8859_1);
        record(type, data, 0, data.length);
    }

    /** Writes the named attribute {@code name=value}. */
    public void attribute(String name, String value) throws IOException {
        record(RecordType.ATTRIBUTE, name + "=" + value);
    }

    /** Writes the beginning of a record; exactly {@code len} bytes must follow with {@link #bytes}. */
    public void header(int type, int len) throws IOException {
        room(6);
        buffer[used++] = (byte) type;
        int rest = len;
        while (rest > 0x7f) {
            buffer[used++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        buffer[used++] = (byte) rest;
    }

    /** Writes data of a record begun with {@link #header}. */
    public void bytes(byte[] data, int off, int len) throws IOException {
        if (len > buffer.length - used) {
            if (len >= BUFFER_LIMIT) {
                flush();
                write(ByteBuffer.wrap(data, off, len), flushed);
                flushed += len;
                return;
            }
            room(len);
        }
        System.arraycopy(data, off, buffer, used, len);
        used += len;
    }

    private void room(int len) throws IOException {
        if (buffer.length - used >= len) {
            return;
        }
        if (buffer.length < BUFFER_LIMIT) {
            buffer = Arrays.copyOf(buffer, Math.min(BUFFER_LIMIT, Math.max(buffer.length * 4, used + len)));
        }
        if (buffer.length - used < len) {
            flush();
        }
    }

    /** Hands everything to the file. */
    public void flush() throws IOException {
        write(ByteBuffer.wrap(buffer, 0, used), flushed);
        flushed += used;
        used = 0;
    }

    /** Replaces the size record at the beginning of the file. */
    public void size(SizeRecord sizes) throws IOException {
        byte[] text = sizes.format().getBytes(StandardCharsets.ISO_8859_1);
        if (flushed == 0 && used > 0) {
            System.arraycopy(text, 0, buffer, 2, text.length);
        } else if (flushed == 0) {
            record(RecordType.SIZE, text, 0, text.length);
        } else {
            write(ByteBuffer.wrap(text), 2);
        }
    }

    private void write(ByteBuffer data, long position) throws IOException {
        long at = position;
        while (data.hasRemaining()) {
            at += channel.write(data, at);
        }
    }
}
