package org.postjames.cleanup;

import java.io.IOException;

/**
 * Looks at each message that comes from outside, after it was written and before it is in the queue: the client still waits for its reply. Here run the
 * administrator's mailets at {@code before-queue}.
 */
@FunctionalInterface
public interface BeforeQueueFilter {
    /** Lets everything pass and costs nothing. */
    BeforeQueueFilter NONE = (envelope, message) -> CleanupVerdict.CONTINUE;

    /** @throws IOException when the message cannot be judged now: the client is told to try again */
    CleanupVerdict filter(CleanupEnvelope envelope, QueuedMessageView message) throws IOException;
}
