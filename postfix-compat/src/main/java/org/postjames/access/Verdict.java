package org.postjames.access;

import java.util.function.UnaryOperator;

/** What one restriction says. A list goes on after {@code DUNNO}, after a deferral that is only noted, and after an {@link Act}; anything else ends it. */
public sealed interface Verdict {
    /** The two answers that carry nothing. */
    enum Plain implements Verdict {
        /** Undecided: the next restriction is asked. */
        DUNNO,
        /** Permitted, as far as this list goes. */
        OK
    }

    /**
     * {@code OK} from a restriction whose permissions are logged if {@code smtpd_log_access_permit_actions} names it.
     *
     * @param action the restriction's keyword, or the word in the access table
     * @param details more text for the log, or empty
     */
    record Permitted(String action, ReplyClass subjectClass, String subject, String details) implements Verdict {}

    /**
     * The verdict of a restriction that everyone can influence: if it turns out as {@code OK}, the configuration is wrong. // forbid_whitelist()
     *
     * @param restriction the keyword, for the log
     * @param target what was permitted, for the log
     */
    record NeverOk(Verdict verdict, String restriction, String target) implements Verdict {}

    /** Refused for reasons of policy; {@code warn_if_reject} turns it into a log line. */
    record Refuse(SmtpReply reply) implements Verdict {}

    /** Refused because the server cannot answer: never turned into a warning. */
    record ServerError(SmtpReply reply) implements Verdict {}

    /** If the end of all lists would permit, defer with this reply instead. */
    record DeferIfPermit(SmtpReply reply) implements Verdict {}

    /** If a later restriction would refuse for good, defer with this reply instead. */
    record DeferIfReject(SmtpReply reply) implements Verdict {}

    /** An access table's action that has an effect besides yes or no. */
    record Act(AccessAction action, String argument, String logText) implements Verdict {}

    /**
     * Asks another list: a restriction class, or the restrictions that stand in an access table.
     *
     * @param subject what a refusal names, if it is something else than in the list that asks
     */
    record Ask(RestrictionList list, UnaryOperator<SmtpdFacts> subject) implements Verdict {
        Ask(RestrictionList list) {
            this(list, UnaryOperator.identity());
        }
    }

    /** {@code 451 4.3.5 Server configuration error}: what Postfix says for a restriction that it cannot make sense of. */
    static Verdict serverConfigurationError() {
        return new ServerError(new SmtpReply(451, "4.3.5", "Server configuration error"));
    }
}
