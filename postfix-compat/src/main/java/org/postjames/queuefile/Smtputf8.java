package org.postjames.queuefile;

/**
 * What a message asks of SMTPUTF8. // smtputf8.h
 *
 * @param requested the sender asked for it, or {@code smtputf8_autodetect_classes} did in the sender's place
 * @param notAscii something of the sender, a header or a recipient is not ASCII
 */
public record Smtputf8(boolean requested, boolean notAscii) {
    private static final int REQUESTED = 1;

    /** @param flags as the queue file's size record has them */
    public static Smtputf8 of(int flags) {
        return new Smtputf8((flags & REQUESTED) != 0, (flags & ~REQUESTED) != 0);
    }

    /** Whether a server that does not know it cannot have the message. */
    public boolean isRequired() {
        return requested && notAscii;
    }
}
