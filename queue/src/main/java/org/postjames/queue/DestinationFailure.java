package org.postjames.queue;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postjames.queue.Destination.Suspension;
import org.postjames.queue.RecipientStatus.Outcome;

/** Tells whether a delivery failed because of its destination rather than because of its message. // smtp_trouble.c */
final class DestinationFailure {
    private static final String SUSPENDED = "delivery temporarily suspended: ";

    private DestinationFailure() {}

    /**
     * A destination has failed when every recipient was deferred before the message was spoken of: no connection, no greeting, no handshake. An agent
     * crash counts too. What another agent says to whom the mail was passed tells nothing about this destination.
     *
     * @return why, for the recipients that will not be tried until then; or null
     */
    static @Nullable Suspension of(List<RecipientStatus> statuses, Instant until) {
        for (RecipientStatus s : statuses) {
            if (!s.program().isEmpty() || s.outcome() != Outcome.DEFERRED || !isBeforeTheMessage(s)) {
                return null;
            }
        }
        if (statuses.isEmpty()) {
            return null;
        }
        RecipientStatus first = statuses.getFirst();
        return new Suspension(first.dsn(), SUSPENDED + first.reason(), until);
    }

    private static boolean isBeforeTheMessage(RecipientStatus s) {
        String reason = s.reason();
        return reason.equals("unknown mail transport error")
                || reason.startsWith("connect to ")
                || reason.contains("refused to talk to me:")
                || reason.contains("while receiving the initial server greeting")
                || reason.contains("while performing the ")
                || reason.startsWith("Host or domain name not found. Name service error")
                || reason.startsWith("TLS is required, but ");
    }
}
