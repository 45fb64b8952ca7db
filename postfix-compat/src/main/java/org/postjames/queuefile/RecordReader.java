package org.postjames.queuefile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the records of a queue file one after the other, through a buffer of bounded size. One thread at a time; the channel's own position is not
 * used, so that several readers may share it. // record(3)
 */
public final class RecordReader {
    /** What a reader does with records that only steer the reading. */
    public enum Mode {
        /** Pointers are followed, padding is skipped. */
        FOLLOW,
        /** Every record is shown as it stands. */
        RAW
    }

    /** What {@link #next} returns at the end of the file. */
    public static final int END_OF_FILE = -1;

    /** Longer records are damage: the longest that is ever written is a header of {@code header_size_limit} bytes. */
    public static final int RECORD_SIZE_LIMIT = 16 << 20;

    private static final int BUFFER_SIZE = 1 << 16;
    private static final int REVERSE_JUMP_LIMIT = 10_000;

    private final FileChannel channel;
    private final Mode mode;
    private byte[] buffer;
    private int position;
    private int limit;
    private long bufferOffset;
    private long recordOffset;
    private int dataStart;
    private int dataLength;
    private int reverseJumps;
    private long lastTarget;

    public RecordReader(FileChannel channel, long offset, Mode mode) throws IOException {
        this.channel = channel;
        this.mode = mode;
        this.bufferOffset = offset;
        this.buffer = new byte[(int) Math.clamp(channel.size() - offset, 512, BUFFER_SIZE)];
    }

    /** Reads a record. Its data are valid until the next call. @return the type, or {@link #END_OF_FILE} */
    public int next() throws IOException {
        while (true) {
            int type = read();
            if (mode == Mode.FOLLOW && type == RecordType.POINTER) {
                follow();
            } else if (mode == Mode.RAW || type != RecordType.PADDING) {
                return type;
            }
        }
    }

    private int read() throws IOException {
        recordOffset = position();
        if (!have(1)) {
            return END_OF_FILE;
        }
        int type = buffer[position++] & 0xff;
        long length = 0;
        int shift = 0;
        int b;
        do {
            if (shift >= 32) {
                throw new CorruptQueueFileException("too many length bits, record type " + type);
            }
            if (!have(1)) {
                throw new CorruptQueueFileException("unexpected EOF reading length, record type " + type);
            }
            b = buffer[position++] & 0xff;
            length |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while ((b & 0x80) != 0);
        if (length > RECORD_SIZE_LIMIT) {
            throw new CorruptQueueFileException("illegal length " + length + ", record type " + type);
        }
        if (length > channel.size() - position() || !have((int) length)) {
            throw new CorruptQueueFileException("unexpected EOF in data, record type " + type + " length " + length);
        }
        dataStart = position;
        dataLength = (int) length;
        position += dataLength;
        return type;
    }

    /** Makes {@code n} bytes available at {@link #position} without moving it past the buffer's end. */
    private boolean have(int n) throws IOException {
        if (limit - position >= n) {
            return true;
        }
        bufferOffset += position;
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        if (n > buffer.length) {
            buffer = Arrays.copyOf(buffer, n);
        }
        while (limit < n) {
            int read = channel.read(ByteBuffer.wrap(buffer, limit, buffer.length - limit), bufferOffset + limit);
            if (read < 0) {
                return false;
            }
            limit += read;
        }
        return true;
    }

    /** Goes where the pointer record just read says. A pointer to 0 is room for one: nothing happens. */
    public void follow() throws IOException {
        String text = text().strip();
        long target = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i > 17) {
                throw new CorruptQueueFileException("malformed pointer record value: " + text);
            }
            target = target * 10 + (c - '0');
        }
        if (text.isEmpty()) {
            throw new CorruptQueueFileException("malformed pointer record value: " + text);
        }
        if (target == 0) {
            return;
        }
        if (target <= lastTarget && ++reverseJumps > REVERSE_JUMP_LIMIT) {
            throw new CorruptQueueFileException("too many reverse jump records");
        }
        lastTarget = target;
        seek(target);
    }

    /** Continues at this offset of the file. */
    public void seek(long offset) {
        if (offset >= bufferOffset && offset <= bufferOffset + limit) {
            position = (int) (offset - bufferOffset);
        } else {
            bufferOffset = offset;
            position = 0;
            limit = 0;
        }
    }

    /** The offset of the next record. */
    public long position() {
        return bufferOffset + position;
    }

    /** Where the record just read begins. */
    public long recordOffset() {
        return recordOffset;
    }

    /** The bytes of which {@link #length} from {@link #start} are the record's data. */
    public byte[] data() {
        return buffer;
    }

    public int start() {
        return dataStart;
    }

    public int length() {
        return dataLength;
    }

    /** The record's data, one character per byte. */
    public String text() {
        return new String(buffer, dataStart, dataLength, StandardCharsets.ISO_8859_1);
    }
}
