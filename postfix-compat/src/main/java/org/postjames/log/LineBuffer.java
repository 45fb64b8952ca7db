package org.postjames.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that wait to be written together. */
final class LineBuffer {
    private static final int KEPT = 1 << 20;

    private byte[] bytes = new byte[8192];
    private int length;

    int length() {
        return length;
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** Text whose characters are all bytes. */
    @SuppressWarnings("deprecation") // String.getBytes(int, int, byte[], int): exactly what is wanted here
    void ascii(String text) {
        ensure(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    void line(byte[] text) {
        ensure(text.length + 1);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        bytes[length++] = '\n';
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
    }

    void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[8192];
        }
    }
}
