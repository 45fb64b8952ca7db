package org.postjames.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The byte stream to a client, by lines. Replies are kept until the next read would block, so that a pipelined group costs one read and one write.
 * A line is a view into the buffer and is valid until the next read. Bytes are Latin-1 characters: nothing is decoded.
 */
final class Wire {
    private static final int INPUT_SIZE = 32768;
    private static final int OUTPUT_SIZE = 8192;

    private InputStream in;
    private OutputStream out;
    private final byte[] input = new byte[INPUT_SIZE];
    private final byte[] output = new byte[OUTPUT_SIZE];
    private int position;
    private int limit;
    private int pending;
    private int start;
    private int length;
    private boolean complete;
    private boolean bareNewline;
    private boolean oneReturnOnly;
    private @Nullable RequestDeadline deadline;

    Wire(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Continues over TLS. What the client has sent in clear ahead of the handshake is thrown away. // RFC 3207 6, CVE-2011-0411 */
    void switchTo(InputStream newIn, OutputStream newOut) {
        in = newIn;
        out = newOut;
        position = 0;
        limit = 0;
        pending = 0;
    }

    /**
     * Reads up to a line end, or {@code max} bytes if there is none before. Trailing CRs are stripped with the LF, or only one. // smtp_get()
     *
     * @throws LostConnectionException at the end of input, even in the middle of a line
     */
    void readRecord(int max) throws IOException {
        int scanned = 0;
        while (true) {
            int available = Math.min(limit - position, max);
            for (; scanned < available; scanned++) {
                if (input[position + scanned] == '\n') {
                    take(scanned, scanned + 1, true);
                    return;
                }
            }
            if (scanned >= max) {
                cutRecord(max);
                return;
            }
            fill();
        }
    }

    /** No line end within {@code max} bytes. A CR that happens to be the last one may still belong to a CR LF. */
    private void cutRecord(int max) throws IOException {
        if (input[position + max - 1] == '\r') {
            while (limit - position <= max) {
                fill();
            }
            if (input[position + max] == '\n') {
                take(max, max + 1, true);
                return;
            }
        }
        take(max, max, false);
    }

    private void take(int recordLength, int consumed, boolean ended) {
        start = position;
        length = recordLength;
        complete = ended;
        bareNewline = ended && (length == 0 || input[start + length - 1] != '\r');
        if (ended) {
            while (length > 0 && input[start + length - 1] == '\r') {
                length--;
                if (oneReturnOnly) {
                    break;
                }
            }
        }
        position += consumed;
    }

    /** Reads what is there of a chunk, at least one byte and at most {@code max}; {@link #start} and {@link #length} say where. */
    void readBytes(long max) throws IOException {
        if (position == limit) {
            fill();
        }
        start = position;
        length = (int) Math.min(max, limit - position);
        position += length;
    }

    /** Throws away the rest of a line that was too long. */
    void skipLine() throws IOException {
        while (true) {
            while (position < limit) {
                if (input[position++] == '\n') {
                    return;
                }
            }
            fill();
        }
    }

    private void fill() throws IOException {
        flush();
        if (position > 0 && position == limit) {
            position = 0;
            limit = 0;
        } else if (limit == input.length) {
            System.arraycopy(input, position, input, 0, limit - position);
            limit -= position;
            position = 0;
        }
        int length = input.length - limit;
        int n = deadline == null ? in.read(input, limit, length) : deadline.read(in, input, limit, length);
        if (n < 0) {
            throw new LostConnectionException();
        }
        limit += n;
    }

    /** From now on not each read, but a whole command or message has a time limit. */
    void limit(RequestDeadline by) {
        deadline = by;
    }

    /** A command begins; its time, too. */
    void expectCommand() {
        if (deadline != null) {
            deadline.command();
        }
    }

    /** The content of a message begins; its time, too. */
    void expectContent() {
        if (deadline != null) {
            deadline.content();
        }
    }

    /** Where a line that ends in a bare LF is told from others, of several CRs before an LF only the last belongs to the line end. */
    void oneReturnOnly(boolean only) {
        oneReturnOnly = only;
    }

    byte[] buffer() {
        return input;
    }

    /** Where the line that was read last begins in {@link #buffer}. */
    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /** Whether the record ended with a line end, not at the limit. */
    boolean complete() {
        return complete;
    }

    /** Whether the line ended with LF without CR. */
    boolean bareNewline() {
        return bareNewline;
    }

    /** The line that was read last. */
    String text() {
        return new String(input, start, length, StandardCharsets.ISO_8859_1);
    }

    /** How many bytes the client has sent ahead, as far as is known without waiting. */
    int ahead() throws IOException {
        if (position == limit && in.available() > 0) {
            fill();
        }
        return limit - position;
    }

    /** The beginning of what the client has sent ahead. */
    String peek(int max) {
        return new String(input, position, Math.min(max, limit - position), StandardCharsets.ISO_8859_1);
    }

    /** One line of output; characters are bytes. */
    void writeLine(String text) throws IOException {
        int size = text.length();
        int done = 0;
        while (done < size) {
            if (pending == output.length) {
                flush();
            }
            int n = Math.min(size - done, output.length - pending);
            for (int i = 0; i < n; i++) {
                output[pending + i] = (byte) text.charAt(done + i);
            }
            pending += n;
            done += n;
        }
        if (output.length - pending < 2) {
            flush();
        }
        output[pending++] = '\r';
        output[pending++] = '\n';
    }

    void flush() throws IOException {
        if (pending > 0) {
            int n = pending;
            pending = 0;
            out.write(output, 0, n);
            out.flush();
        }
    }
}
