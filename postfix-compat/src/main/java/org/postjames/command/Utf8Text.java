package org.postjames.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Whether a string of bytes is UTF-8 text. // valid_utf8_string(3), printable(3) */
final class Utf8Text {
    private Utf8Text() {}

    static boolean isValid(String bytes) {
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

    /** For people: each byte that is not printable ASCII becomes a question mark. */
    static String printable(String bytes) {
        StringBuilder text = new StringBuilder(bytes);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }
}
