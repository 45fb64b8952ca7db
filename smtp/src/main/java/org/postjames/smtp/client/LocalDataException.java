package org.postjames.smtp.client;

import java.io.IOException;

/** A table that a session needs cannot be asked: its message waits. // smtp_stream.h: SMTP_ERR_DATA */
final class LocalDataException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param server {@code host[address]} */
    LocalDataException(String server) {
        super("local data error while talking to " + server);
    }

    Trouble trouble() {
        return Trouble.local("4.3.0", String.valueOf(getMessage()));
    }
}
