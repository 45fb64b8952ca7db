package org.postjames.mailbox;

import java.io.IOException;
import java.io.OutputStream;

/** A message that can write itself: header, empty line and body, with LF line ends. */
@FunctionalInterface
public interface ContentWriter {
    /** Writes the whole message; does not close {@code out}. May be called more than once. */
    void writeTo(OutputStream out) throws IOException;
}
