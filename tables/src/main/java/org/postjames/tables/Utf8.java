package org.postjames.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** Between strings whose characters are bytes, as everywhere in Postfix, and text. */
final class Utf8 {
    private Utf8() {}

    /** The text that the bytes are, if they are any. */
    static Optional<String> decode(String bytes) {
        try {
            return Optional.of(UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    static String encode(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }
}
