package org.postjames.queue;

import java.io.IOException;
import org.postjames.access.SmtpReply;

/** Cleanup did not take a notice, and has said why in the log. The notice is tried again when the message is. */
final class RefusedNoticeException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedNoticeException(SmtpReply reply) {
        super("cleanup: " + reply);
    }
}
