package org.postjames.cleanup;

import java.util.Arrays;

/** The beginning of a line that has not come to its end yet. */
final class PendingLine {
    private byte[] bytes = {};
    private int length;

    int length() {
        return length;
    }

    /** Of which {@link #length} are valid, until the next call. */
    byte[] bytes() {
        return bytes;
    }

    void append(byte[] data, int off, int len) {
        if (length + len > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + len));
        }
        System.arraycopy(data, off, bytes, length, len);
        length += len;
    }

    /** Whether it looks like a header, or goes on with one. */
    boolean mayBeHeader() {
        return bytes[0] == ' ' || bytes[0] == '\t' || HeaderSyntax.nameLength(bytes, 0, length) > 0;
    }

    /** Empties it; the bytes stay until something is appended. @return how many they were */
    int take() {
        int taken = length;
        length = 0;
        return taken;
    }
}
