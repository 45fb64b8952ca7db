package org.postjames.bounce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Takes the lines of a notice, without line ends. */
public interface ReportLines {
    void line(byte[] bytes, int offset, int length) throws IOException;

    /** A line of text that holds one byte per char. */
    default void line(String latin1) throws IOException {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        line(bytes, 0, bytes.length);
    }
}
