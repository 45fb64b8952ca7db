package org.postjames.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The records of a queue file, read through a window of bytes: a type byte, the length in 7-bit groups, the bytes. // record(3)
 *
 * <p>A small file is read with one system call and stays in memory; then no channel is needed any more.
 */
final class RecordWindow {
    static final int SMALL = 16384;
    private static final int CHUNK = 16384;
    private static final int MAX_RECORD = 1 << 24;

    private final @Nullable FileChannel channel;
    private final long fileSize;
    private byte[] buffer;
    private long start;
    private int filled;

    private long position;
    private long recordStart;
    private int payload;
    private int payloadLength;

    /** Reads from a channel, which stays the caller's. */
    RecordWindow(FileChannel channel) throws IOException {
        this.channel = channel;
        this.fileSize = channel.size();
        this.buffer = new byte[(int) Math.min(fileSize, CHUNK)];
    }

    /** Reads a whole file that is in memory. */
    RecordWindow(byte[] file) {
        this.channel = null;
        this.fileSize = file.length;
        this.buffer = file;
        this.filled = file.length;
    }

    /** The whole file, if it is small and has been read. */
    byte @Nullable [] wholeFile() {
        return start == 0 && filled == fileSize && fileSize <= SMALL ? buffer : null;
    }

    void seek(long offset) {
        position = offset;
    }

    long position() {
        return position;
    }

    /** Where the record that was read last begins. */
    long recordStart() {
        return recordStart;
    }

    /** Reads the next record and returns its type, or -1 at the end of the file or when the record makes no sense. */
    int next() throws IOException {
        recordStart = position;
        int type = byteAt(position);
        long at = position + 1;
        int length = 0;
        int b = 0x80;
        for (int shift = 0; (b & 0x80) != 0; shift += 7) {
            b = byteAt(at++);
            if (b < 0 || shift > 21) {
                return -1;
            }
            length |= (b & 0x7f) << shift;
        }
        if (type < 0 || length > MAX_RECORD || !ensure(at, length)) {
            return -1;
        }
        payload = (int) (at - start);
        payloadLength = length;
        position = at + length;
        return type;
    }

    private int byteAt(long offset) throws IOException {
        return ensure(offset, 1) ? buffer[(int) (offset - start)] & 0xff : -1;
    }

    /** Makes {@code count} bytes at {@code offset} readable; false if the file ends before. */
    private boolean ensure(long offset, int count) throws IOException {
        if (offset >= start && offset + count <= start + filled) {
            return true;
        }
        if (channel == null || offset < 0 || offset + count > fileSize) {
            return false;
        }
        int wanted = (int) Math.min(Math.max(count, CHUNK), fileSize - offset);
        if (buffer.length < wanted) {
            buffer = new byte[wanted];
        }
        start = offset;
        filled = 0;
        while (filled < wanted) {
            int n = channel.read(ByteBuffer.wrap(buffer, filled, wanted - filled), offset + filled);
            if (n <= 0) {
                break;
            }
            filled += n;
        }
        return filled >= count;
    }

    byte[] bytes() {
        return buffer;
    }

    int payloadOffset() {
        return payload;
    }

    int payloadLength() {
        return payloadLength;
    }

    /** The record's bytes, one per char. */
    String text() {
        return new String(buffer, payload, payloadLength, StandardCharsets.ISO_8859_1);
    }
}
