package org.postjames.table;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Whether a string of bytes is UTF-8 text. // valid_utf8_string(3), printable(3) */
public final class Utf8Text {
    private Utf8Text() {}

    public static boolean isValid(String bytes) {
        boolean ascii = true;
        for (int i = 0; ascii && i < bytes.length(); i++) {
            ascii = bytes.charAt(i) < 0x80;
        }
        if (ascii) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** For people who read UTF-8: each byte that is neither printable ASCII nor in a character of several bytes becomes a question mark. // printable(3) */
    public static String printableUtf8(String bytes) {
        StringBuilder text = new StringBuilder(bytes);
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c >= 0xc2 && c < 0xff && i < text.length() && isContinuation(text.charAt(i))) {
                while (i < text.length() && isContinuation(text.charAt(i))) {
                    i++;
                }
            } else if (c < ' ' || c > '~') {
                text.setCharAt(i - 1, '?');
            }
        }
        return text.toString();
    }

    private static boolean isContinuation(char c) {
        return c >= 0x80 && c < 0xc0;
    }

    /** For people: each byte that is not printable ASCII becomes a question mark. */
    public static String printable(String bytes) {
        StringBuilder text = new StringBuilder(bytes);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }
}
