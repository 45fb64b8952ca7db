package org.postjames.queue;

import java.time.Duration;

/**
 * What became of one recipient in one delivery attempt.
 *
 * @param relay what the log says after {@code relay=}: {@code local}, {@code host[addr]:port}, {@code none}
 * @param dsn {@code D.S.N}
 * @param reason the text in parentheses in the log, in Postfix's words
 * @param remoteMta the host that answered, for the delivery report; empty if none
 * @param diagnostic {@code smtp; 550 5.1.1 ...} or {@code X-Postfix; ...} for the delivery report; empty means made from the reason
 * @param connectionSetup time spent connecting, the third of {@code delays=}
 * @param action {@code delivered}, {@code relayed}; empty if the outcome says it
 * @param connectionUse how often the connection was used, {@code conn_use=}; 1 or less is not logged
 * @param program the log's name of the agent that local(8) passed the recipient to; empty if it is the request's own
 */
public record RecipientStatus(
        Recipient recipient,
        Outcome outcome,
        String dsn,
        String reason,
        String relay,
        String remoteMta,
        String diagnostic,
        String action,
        Duration connectionSetup,
        int connectionUse,
        String program) {
    /** A status of the agent that was asked. */
    public RecipientStatus(
            Recipient recipient,
            Outcome outcome,
            String dsn,
            String reason,
            String relay,
            String remoteMta,
            String diagnostic,
            String action,
            Duration connectionSetup,
            int connectionUse) {
        this(recipient, outcome, dsn, reason, relay, remoteMta, diagnostic, action, connectionSetup, connectionUse, "");
    }

    /** How an attempt can end for a recipient. */
    public enum Outcome {
        SENT,
        DEFERRED,
        BOUNCED
    }

    /** A status without a remote host. */
    public static RecipientStatus of(Recipient recipient, Outcome outcome, String relay, String dsn, String reason) {
        return new RecipientStatus(recipient, outcome, dsn, reason, relay, "", "", "", Duration.ZERO, 1);
    }

    /** The same, said by another program than the one that was asked. */
    public RecipientStatus by(String other) {
        return new RecipientStatus(
                recipient,
                outcome,
                dsn,
                reason,
                relay,
                remoteMta,
                diagnostic,
                action,
                connectionSetup,
                connectionUse,
                other);
    }

    /** Who says it, if the agent that was asked is {@code asked}. */
    String saidBy(String asked) {
        return program.isEmpty() ? asked : program;
    }
}
