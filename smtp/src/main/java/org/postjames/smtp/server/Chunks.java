package org.postjames.smtp.server;

import org.jspecify.annotations.Nullable;

/**
 * The message of a transaction as BDAT brings it: a line may begin in one chunk and end in another. Lines longer than {@code line_length_limit}
 * are handed on in pieces. // smtpd.c, bdat_cmd(); RFC 3030
 */
final class Chunks {
    private static final byte[] NOTHING = {};

    private byte[] line = NOTHING;
    private int size;
    private boolean failed;

    private @Nullable MessageContent content;
    private long received;
    private boolean inFragment;

    /** Whether BDAT was given in this transaction: then only BDAT and RSET go on. */
    boolean begun() {
        return failed || content != null;
    }

    /** Whether the rest of the message must be thrown away. */
    boolean failed() {
        return failed;
    }

    void fail() {
        failed = true;
    }

    @Nullable
    MessageContent content() {
        return content;
    }

    void begin(MessageContent newContent, int lineLimit) {
        content = newContent;
        if (line.length != lineLimit) {
            line = new byte[lineLimit];
        }
        size = 0;
    }

    /** Until {@link #endFragment}, bytes count as they are on the wire. */
    void beginFragment(long receivedSize) {
        received = receivedSize + size;
        inFragment = true;
    }

    void endFragment() {
        inFragment = false;
    }

    /** How much has arrived, for the log: {@code receivedSize} and the line that waits for its end. */
    long received(long receivedSize) {
        return inFragment ? received : receivedSize + size;
    }

    /** Takes bytes as they came. */
    void take(MessageContent to, byte[] data, int start, int length) {
        int end = start + length;
        received += length;
        for (int i = start; i < end; i++) {
            byte b = data[i];
            if (b == '\n') {
                endLine(to);
                continue;
            }
            if (size == line.length) {
                piece(to); // it ended with a CR that might have belonged to a CR LF
            }
            line[size++] = b;
            if (size == line.length && b != '\r') {
                piece(to);
            }
        }
    }

    private void piece(MessageContent to) {
        to.put(line, 0, size, false);
        size = 0;
    }

    private void endLine(MessageContent to) {
        if (size == 0 || line[size - 1] != '\r') {
            to.bareNewlineSeen();
        }
        while (size > 0 && line[size - 1] == '\r') {
            size--;
            if (to.checksNewlines()) {
                break; // only one belongs to the line end, as in Wire
            }
        }
        to.put(line, 0, size, true);
        size = 0;
    }

    /** The last chunk need not end with a line end. */
    void end(MessageContent to) {
        if (size > 0) {
            to.put(line, 0, size, true);
            size = 0;
        }
    }

    void reset() {
        content = null;
        failed = false;
        size = 0;
    }
}
