package org.postjames.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one log record's text: control characters and malformed UTF-8 are {@code ?}, and 2000 bytes are the most. // printable(3), msg_logger.c */
final class LogText {
    static final int MOST_BYTES = 2000;

    private LogText() {}

    /**
     * @param text characters up to 255 are bytes as they came from the wire; others are written in UTF-8
     * @param utf8 without, each byte that is not ASCII becomes {@code ?}, too
     */
    static byte[] bytes(String text, boolean utf8) {
        byte[] bytes =
                isBytes(text) ? text.getBytes(StandardCharsets.ISO_8859_1) : text.getBytes(StandardCharsets.UTF_8);
        int i = 0;
        while (i < bytes.length) {
            int length = utf8 || bytes[i] >= 0 ? printableLength(bytes, i) : 0;
            if (length == 0) {
                bytes[i] = '?';
                length = 1;
            }
            i += length;
        }
        return bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, MOST_BYTES);
    }

    private static boolean isBytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes the printable character at {@code i} has; 0 if there is none. */
    private static int printableLength(byte[] bytes, int i) {
        int b = bytes[i] & 0xff;
        if (b < 0x80) {
            return b >= ' ' && b < 0x7f ? 1 : 0;
        }
        int length = b >= 0xc2 && b < 0xe0 ? 2 : b >= 0xe0 && b < 0xf0 ? 3 : b >= 0xf0 && b < 0xf5 ? 4 : 0;
        if (length == 0 || i + length > bytes.length) {
            return 0;
        }
        for (int k = 1; k < length; k++) {
            if ((bytes[i + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
