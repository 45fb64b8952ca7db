package org.postjames.cleanup;

import java.io.IOException;
import java.io.InputStream;

/** Read access to a message that is written but not yet queued. Valid only until the filter returns. */
public interface QueuedMessageView {
    /** The size in bytes of the content's records: a little more than with LF line ends. */
    long size();

    /** Header and body with LF line ends. */
    InputStream open() throws IOException;
}
