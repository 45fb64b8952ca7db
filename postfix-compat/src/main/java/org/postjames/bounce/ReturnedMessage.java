package org.postjames.bounce;

import java.io.IOException;
import java.time.Instant;
import org.postjames.address.Address;

/**
 * What a notice tells about the message it is sent for.
 *
 * @param sender the envelope sender; the null address is shown as {@code MAILER-DAEMON}
 * @param envid the {@code ENVID=} of MAIL FROM, or empty
 * @param encoding {@code 7bit}, {@code 8bit} or empty
 * @param smtputf8 whether the sender asked for SMTPUTF8
 * @param size of the content in bytes
 */
public record ReturnedMessage(
        String queueId,
        Address sender,
        String envid,
        String encoding,
        boolean smtputf8,
        Instant arrived,
        long size,
        Content content) {
    /** The lines of the message, header and body. */
    public interface Content {
        /** Hands over each line without its line end until the sink says that it has enough. */
        void lines(Sink sink) throws IOException;
    }

    /** Takes lines. */
    public interface Sink {
        /** @return whether more lines are wanted */
        boolean line(byte[] bytes, int offset, int length) throws IOException;
    }
}
