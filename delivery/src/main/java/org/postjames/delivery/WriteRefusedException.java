package org.postjames.delivery;

import java.io.IOException;

/** A mailbox that may not be written to, and what the log says besides. */
final class WriteRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String dsn;
    private final String warning;

    WriteRefusedException(String dsn, String reason, String warning) {
        super(reason);
        this.dsn = dsn;
        this.warning = warning;
    }

    String dsn() {
        return dsn;
    }

    String warning() {
        return warning;
    }
}
