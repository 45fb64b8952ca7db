package org.postjames.milter;

/** What a filter wants done; nothing at all if it lets the event pass. */
public sealed interface MilterReply {
    /** The message goes to the hold queue. */
    record Hold() implements MilterReply {}

    /** The message is thrown away; the client is told that all is well. */
    record Discard() implements MilterReply {}

    /** The client is disconnected. */
    record Shutdown() implements MilterReply {}

    /**
     * The client is refused.
     *
     * @param text {@code 550 5.7.1 Command rejected}; several lines, each with its code, are separated by CRLF
     */
    record Refuse(String text) implements MilterReply {
        /** Whether the client may try again. */
        public boolean temporary() {
            return text.startsWith("4");
        }
    }

    MilterReply HOLD = new Hold();
    MilterReply DISCARD = new Discard();
    MilterReply SHUTDOWN = new Shutdown();
}
