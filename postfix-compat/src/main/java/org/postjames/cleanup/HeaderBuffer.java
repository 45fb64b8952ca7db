package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One header while its lines come in: {@code name:value}, continuation lines separated by LF. */
public final class HeaderBuffer {
    private byte[] bytes = new byte[256];
    private int length;
    private int nameLength;

    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public int nameLength() {
        return nameLength;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public void clear() {
        length = 0;
    }

    /** Begins with {@code name :value}; white space before the colon is dropped. // is_header(3) */
    public void begin(byte[] data, int start, int name, int end) {
        append(data, start, name);
        nameLength = name;
        int rest = start + name;
        while (rest < end && (data[rest] == ' ' || data[rest] == '\t')) {
            rest++;
        }
        append(data, rest, end - rest);
    }

    public void append(int octet) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        bytes[length++] = (byte) octet;
    }

    public void append(byte[] data, int start, int len) {
        if (length + len > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + len));
        }
        System.arraycopy(data, start, bytes, length, len);
        length += len;
    }

    /** What stands behind the colon and white space. */
    public String value() {
        int i = nameLength + 1;
        while (i < length && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\n')) {
            i++;
        }
        return new String(bytes, i, length - i, StandardCharsets.ISO_8859_1);
    }
}
