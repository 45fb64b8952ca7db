package org.postjames.bounce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Finds the header of a message, and in it the message-id that a threaded notice refers to. */
final class MessageIdHeader {
    private static final String NAME = "message-id:";

    private MessageIdHeader() {}

    /** The value of {@code Message-ID:} if it has the form {@code <...>}, else empty. */
    static String find(ReturnedMessage.Content content) throws IOException {
        String[] found = {""};
        content.lines((bytes, offset, length) -> {
            if (!isHeaderLine(bytes, offset, length)) {
                return false;
            }
            if (length > NAME.length()) {
                String line = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
                if (line.regionMatches(true, 0, NAME, 0, NAME.length())) {
                    String value = line.substring(NAME.length()).strip();
                    found[0] = value.startsWith("<") && value.endsWith(">") ? value : "";
                    return false;
                }
            }
            return true;
        });
        return found[0];
    }

    /** Whether a line is a header field or the continuation of one. // is_header(3) */
    static boolean isHeaderLine(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return false;
        }
        if (bytes[offset] == ' ' || bytes[offset] == '\t') {
            return true;
        }
        int i = 0;
        while (i < length && bytes[offset + i] > ' ' && bytes[offset + i] < 127 && bytes[offset + i] != ':') {
            i++;
        }
        int name = i;
        while (i < length && (bytes[offset + i] == ' ' || bytes[offset + i] == '\t')) {
            i++;
        }
        return name > 0 && i < length && bytes[offset + i] == ':';
    }
}
