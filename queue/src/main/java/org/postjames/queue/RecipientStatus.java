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
 * @param action {@code relayed}; of an alias {@code expanded} or {@code delivered}; empty if the outcome says it
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
    private static final String EXPANDED = "alias expanded"; // no agent's words for a delivery

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

    /**
     * Of an alias that others stand for now: only a report to the sender speaks of it. // trace_append()
     *
     * @param action {@code expanded}, or {@code delivered} where the alias has an owner
     */
    public static RecipientStatus expanded(Recipient alias, String relay, String action) {
        return new RecipientStatus(alias, Outcome.SENT, "2.0.0", EXPANDED, relay, "", "", action, Duration.ZERO, 1);
    }

    boolean isExpansion() {
        return outcome == Outcome.SENT && !action.isEmpty() && reason.equals(EXPANDED);
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

    /** The same recipient and agent with another outcome. */
    public RecipientStatus with(Outcome otherOutcome, String otherDsn, String otherReason) {
        return new RecipientStatus(
                recipient,
                otherOutcome,
                otherDsn,
                otherReason,
                relay,
                remoteMta,
                diagnostic,
                action,
                connectionSetup,
                connectionUse,
                program);
    }

    /** The status code, made to fit the outcome: a hostile server may have sent it. */
    public String validDsn() {
        char digit =
                switch (outcome) {
                    case SENT -> '2';
                    case BOUNCED -> '5';
                    case DEFERRED -> '4';
                };
        return isValid(dsn) && dsn.charAt(0) == digit ? dsn : digit + ".0.0";
    }

    private static boolean isValid(String dsn) {
        int dots = 0;
        for (int i = 0; i < dsn.length(); i++) {
            char c = dsn.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        return dots == 2 && dsn.length() >= 5 && dsn.length() <= 9 && dsn.charAt(1) == '.';
    }
}
