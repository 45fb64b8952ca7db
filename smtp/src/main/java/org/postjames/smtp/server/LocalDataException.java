package org.postjames.smtp.server;

import java.io.IOException;

/** A table without which the session cannot go on does not answer; the log says which. // SMTP_ERR_DATA */
final class LocalDataException extends IOException {
    private static final long serialVersionUID = 1L;
}
