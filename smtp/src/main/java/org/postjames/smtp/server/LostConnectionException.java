package org.postjames.smtp.server;

import java.io.IOException;

/** The client has gone. */
final class LostConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    LostConnectionException() {
        super("lost connection");
    }
}
