package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.file.Path;

/** A folder has no letter left for one more keyword. */
public final class TooManyKeywordsException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyKeywordsException(Path keywords, String keyword) {
        super(keywords + " is full: no room for keyword " + keyword);
    }
}
