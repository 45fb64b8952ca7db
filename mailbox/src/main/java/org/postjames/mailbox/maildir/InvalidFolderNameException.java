package org.postjames.mailbox.maildir;

import java.io.IOException;

/** A mailbox name that cannot be the name of a directory: empty levels, control characters, too long. */
public final class InvalidFolderNameException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidFolderNameException(String name) {
        super("Cannot be a mailbox name: " + name);
    }
}
