package org.postjames.smtp.client;

import java.time.Duration;

/**
 * What became of one recipient.
 *
 * @param relay {@code host[address]:port} or {@code none}
 * @param remoteMta the host that answered, or empty
 * @param diagnostic {@code smtp; REPLY}, or empty
 */
public record OutgoingResult(
        Outcome outcome,
        String dsn,
        String reason,
        String relay,
        String remoteMta,
        String diagnostic,
        Duration connectionSetup,
        int connectionUse) {
    /** How it ended. */
    public enum Outcome {
        SENT,
        DEFERRED,
        BOUNCED
    }
}
