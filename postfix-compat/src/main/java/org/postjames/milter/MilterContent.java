package org.postjames.milter;

import java.io.IOException;
import java.io.InputStream;

/** The message as it stands now, with LF line ends. */
@FunctionalInterface
public interface MilterContent {
    InputStream open() throws IOException;
}
