package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a header line looks like. // is_header(3) */
public final class HeaderSyntax {
    private HeaderSyntax() {}

    /** The length of the header's name, or 0 if the line is no header. White space may stand before the colon. */
    public static int nameLength(byte[] data, int start, int len) {
        int length = 0;
        boolean space = false;
        for (int i = start; i < start + len; i++) {
            int c = data[i];
            if (c == ':') {
                return length;
            }
            if (c == ' ' || c == '\t') {
                if (length == 0) {
                    return 0;
                }
                space = true;
            } else if (c <= ' ' || c == 127 || space) {
                return 0;
            } else {
                length++;
            }
        }
        return 0;
    }

    /** Whether a line continues the header before it. */
    public static boolean isFold(byte[] data, int start, int len) {
        return len > 0 && (data[start] == ' ' || data[start] == '\t');
    }

    /** {@code From } or {@code >From }, as mailbox files have it before each message. */
    static boolean isFromLine(byte[] data, int start, int len) {
        int i = start;
        int end = start + len;
        while (i < end && data[i] == '>') {
            i++;
        }
        return end - i >= 5
                && (data[i] | 32) == 'f'
                && (data[i + 1] | 32) == 'r'
                && (data[i + 2] | 32) == 'o'
                && (data[i + 3] | 32) == 'm'
                && data[i + 4] == ' ';
    }

    /** A header that keeps the line of a mailbox file. */
    static byte[] mailboxLine(byte[] data, int start, int len) {
        byte[] prefix = "X-Mailbox-Line: ".getBytes(StandardCharsets.ISO_8859_1);
        byte[] line = Arrays.copyOf(prefix, prefix.length + len);
        System.arraycopy(data, start, line, prefix.length, len);
        return line;
    }

    /** A bare CR or LF would be a line end to somebody. // cleanup_replace_stray_cr_lf */
    static byte[] withoutStrayLineEnds(byte[] data, int off, int len) {
        for (int i = off; i < off + len; i++) {
            if (data[i] == '\r' || data[i] == '\n') {
                byte[] copy = Arrays.copyOfRange(data, off, off + len);
                for (int j = i - off; j < len; j++) {
                    if (copy[j] == '\r' || copy[j] == '\n') {
                        copy[j] = ' ';
                    }
                }
                return copy;
            }
        }
        return data;
    }

    static boolean isAscii(byte[] data, int length) {
        for (int i = 0; i < length; i++) {
            if (data[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
