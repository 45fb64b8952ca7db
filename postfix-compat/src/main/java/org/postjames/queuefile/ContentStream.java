package org.postjames.queuefile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Turns content records into lines that end in LF. A message whose last record is unfinished gets no LF at its end. */
final class ContentStream extends InputStream {
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int REVERSE_JUMP_LIMIT = 10_000;

    private final FileChannel file;
    private final byte[] buffer;
    private int position;
    private int limit;
    private long nextRead;
    private int inRecord;
    private boolean lineEndPending;
    private boolean ended;
    private int reverseJumps;

    ContentStream(FileChannel file, long offset, long sizeHint) {
        this.file = file;
        this.nextRead = offset;
        this.buffer = new byte[(int) Math.clamp(sizeHint + 8, 256, BUFFER_SIZE)];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        int out = off;
        int end = off + len;
        while (out < end) {
            if (inRecord > 0) {
                if (position == limit && !fill()) {
                    throw new CorruptQueueFileException("unexpected EOF in data");
                }
                int n = Math.min(Math.min(inRecord, limit - position), end - out);
                System.arraycopy(buffer, position, target, out, n);
                position += n;
                inRecord -= n;
                out += n;
            } else if (lineEndPending) {
                target[out++] = '\n';
                lineEndPending = false;
            } else if (ended || !nextRecord()) {
                break;
            }
        }
        return out == off ? -1 : out - off;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        byte[] block = new byte[buffer.length];
        long total = 0;
        for (int n = read(block, 0, block.length); n > 0; n = read(block, 0, block.length)) {
            out.write(block, 0, n);
            total += n;
        }
        return total;
    }

    private boolean nextRecord() throws IOException {
        int type = octet();
        long length = 0;
        int shift = 0;
        int b;
        do {
            if (shift >= 32) {
                throw new CorruptQueueFileException("too many length bits, record type " + type);
            }
            b = octet();
            length |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while ((b & 0x80) != 0);
        if (length > Integer.MAX_VALUE) {
            throw new CorruptQueueFileException("illegal length " + length + ", record type " + type);
        }
        switch (type) {
            case RecordType.NORMAL -> {
                inRecord = (int) length;
                lineEndPending = true;
            }
            case RecordType.CONTINUED -> inRecord = (int) length;
            case RecordType.PADDING -> skip((int) length);
            case RecordType.POINTER -> follow((int) length);
            case RecordType.EXTRACTED -> ended = true;
            default -> throw new CorruptQueueFileException("unexpected record type " + type + " in message content");
        }
        return !ended;
    }

    private void skip(int length) {
        int buffered = Math.min(length, limit - position);
        position += buffered;
        nextRead += length - buffered;
    }

    private void follow(int length) throws IOException {
        long target = 0;
        for (int i = 0; i < length; i++) {
            int c = octet();
            if (c == ' ' && target == 0) {
                continue;
            }
            if (c < '0' || c > '9' || i > 17) {
                throw new CorruptQueueFileException("malformed pointer record value");
            }
            target = target * 10 + (c - '0');
        }
        if (target == 0) {
            return;
        }
        long here = nextRead - (limit - position);
        if (target <= here && ++reverseJumps > REVERSE_JUMP_LIMIT) {
            throw new CorruptQueueFileException("too many reverse jump records");
        }
        nextRead = target;
        position = 0;
        limit = 0;
    }

    private int octet() throws IOException {
        if (position == limit && !fill()) {
            throw new CorruptQueueFileException("unexpected EOF in message content");
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        int read = file.read(ByteBuffer.wrap(buffer), nextRead);
        if (read <= 0) {
            return false;
        }
        nextRead += read;
        position = 0;
        limit = read;
        return true;
    }
}
