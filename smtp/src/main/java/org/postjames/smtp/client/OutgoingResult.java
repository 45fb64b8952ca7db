package org.postjames.smtp.client;

import java.time.Duration;

/**
 * What became of one recipient.
 *
 * @param relay {@code host[address]:port} or {@code none}
 * @param remoteMta the host that answered, or empty
 * @param serverNotifies whether the server took over to tell the sender of success: it announced DSN
 * @param diagnostic {@code smtp; REPLY}, or empty
 */
public record OutgoingResult(
        Outcome outcome,
        String dsn,
        String reason,
        String relay,
        String remoteMta,
        String diagnostic,
        boolean serverNotifies,
        Duration connectionSetup,
        int connectionUse) {
    /** How it ended. */
    public enum Outcome {
        SENT,
        DEFERRED,
        BOUNCED
    }
}
