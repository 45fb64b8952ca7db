package org.postjames.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.table.TableUnavailableException;

/**
 * Asks the restriction lists of a service in the order of the SMTP session, and remembers what one stage means for the next. One per session.
 * // smtpd_check.c, smtpd_check_client() to smtpd_check_eod()
 */
public final class SmtpdChecks {
    private final SmtpdPolicy policy;
    private final Evaluation run;
    private @Nullable SmtpReply deferredByClient;
    private @Nullable SmtpReply deferredByHelo;
    private @Nullable SmtpReply deferredBySender;

    public SmtpdChecks(SmtpdPolicy policy, DelegatedActions actions, ContextLog contextLog) {
        this.policy = policy;
        this.run = new Evaluation(actions, contextLog, policy.context, policy.loggedPermissions);
    }

    /** The refusal of the client, if any. */
    public Optional<SmtpReply> client(SmtpdFacts facts) {
        run.restoreDeferIfPermit(null);
        Verdict verdict = ask(policy.client, facts.about(facts.client().nameAndAddress(), ReplyClass.CLIENT));
        deferredByClient = run.deferIfPermit();
        return refusal(verdict);
    }

    /** The refusal of the HELO or EHLO name, if any. Without a name there is nothing to refuse. */
    public Optional<SmtpReply> helo(SmtpdFacts facts) {
        if (facts.helo() == null) {
            return Optional.empty();
        }
        run.restoreDeferIfPermit(deferredByClient);
        Verdict verdict = ask(policy.helo, facts.about(facts.helo(), ReplyClass.HELO));
        deferredByHelo = run.deferIfPermit();
        return refusal(verdict);
    }

    /** The refusal of the sender, if any. */
    public Optional<SmtpReply> sender(SmtpdFacts facts) {
        if (facts.sender() == null) {
            return Optional.empty();
        }
        run.restoreDeferIfPermit(first(deferredByClient, deferredByHelo));
        SmtpdFacts about = facts.about(facts.sender().toString(), ReplyClass.SENDER);
        Verdict verdict = ask(policy.sender, about);
        deferredBySender = run.deferIfPermit();
        if (!(verdict instanceof Verdict.Refuse) && !run.actions().discard()) {
            verdict = single(policy.unlistedSender, about);
        }
        return refusal(verdict);
    }

    /** The refusal of a recipient, if any; with {@code smtpd_delay_reject} also of everything before it. */
    public Optional<SmtpReply> recipient(SmtpdFacts facts) {
        if (facts.recipient() == null || facts.recipient().toString().equalsIgnoreCase("postmaster")) {
            return Optional.empty(); // RFC 5321 4.5.1
        }
        Optional<SmtpReply> earlier = policy.delayReject() ? beforeRecipient(facts) : Optional.empty();
        if (earlier.isPresent()) {
            return earlier;
        }
        run.restoreDeferIfPermit(deferredBySender);
        SmtpdFacts about = facts.about(facts.recipient().toString(), ReplyClass.RECIPIENT);
        run.resetDeferIfReject();
        Verdict verdict = Verdict.Plain.DUNNO;
        List<RestrictionList> lists =
                policy.relayFirst ? List.of(policy.relay, policy.recipient) : List.of(policy.recipient, policy.relay);
        for (int i = 0; i < lists.size(); i++) {
            verdict = lists.get(i).evaluate(about, run, false, 0);
            if (i == 1 && policy.oldDefaults.relayRestrictions && verdict == Verdict.Plain.DUNNO) {
                policy.oldDefaults.sparesRecipient(about);
            }
            if (verdict instanceof Verdict.Refuse) {
                if (i == 0 && policy.oldDefaults.relayAfterRecipient) {
                    policy.oldDefaults.rejectsFirst(about);
                }
                return refusal(verdict);
            }
        }
        verdict = deferIfPermit(verdict);
        if (!(verdict instanceof Verdict.Refuse) && !run.actions().discard()) {
            verdict = single(policy.unlistedRecipient, about);
        }
        return refusal(verdict);
    }

    private Optional<SmtpReply> beforeRecipient(SmtpdFacts facts) {
        return client(facts).or(() -> helo(facts)).or(() -> sender(facts));
    }

    /** The refusal of the DATA command, if any. The recipient is not named when there are several. */
    public Optional<SmtpReply> data(SmtpdFacts facts) {
        run.restoreDeferIfPermit(null);
        return refusal(deferIfPermit(ask(policy.data, facts.about("DATA", ReplyClass.DATA))));
    }

    /** The refusal of the message after it has been received, if any. */
    public Optional<SmtpReply> endOfData(SmtpdFacts facts) {
        run.restoreDeferIfPermit(null);
        return refusal(deferIfPermit(ask(policy.endOfData, facts.about("END-OF-MESSAGE", ReplyClass.END_OF_DATA))));
    }

    /** The refusal of ETRN, if any. */
    public Optional<SmtpReply> etrn(SmtpdFacts facts) {
        Optional<SmtpReply> earlier = policy.delayReject() ? client(facts).or(() -> helo(facts)) : Optional.empty();
        if (earlier.isPresent()) {
            return earlier;
        }
        run.restoreDeferIfPermit(first(deferredByClient, deferredByHelo));
        String domain = String.valueOf(facts.etrnDomain());
        return refusal(deferIfPermit(ask(policy.etrn, facts.about(domain, ReplyClass.ETRN))));
    }

    /** Logs and finishes a refusal that no list has made: message size, queue space. */
    public SmtpReply refuse(SmtpReply reply) {
        run.resetDeferIfReject();
        return refusal(run.refuse(reply, false)).orElse(reply);
    }

    private Verdict ask(RestrictionList list, SmtpdFacts facts) {
        run.resetDeferIfReject();
        return list.evaluate(facts, run, false, 0);
    }

    private Verdict single(Restriction restriction, SmtpdFacts facts) {
        try {
            return run.settle(restriction.check(facts), false);
        } catch (TableUnavailableException e) {
            run.warn(e.getMessage());
            return run.refuse(
                    new SmtpReply(451, "4.3.0", "<" + facts.subject() + ">: Temporary lookup failure"), false);
        }
    }

    private Verdict deferIfPermit(Verdict verdict) {
        SmtpReply deferred = run.deferIfPermit();
        return verdict instanceof Verdict.Refuse || deferred == null ? verdict : run.refuse(deferred, false);
    }

    private static @Nullable SmtpReply first(@Nullable SmtpReply a, @Nullable SmtpReply b) {
        return a != null ? a : b;
    }

    private static Optional<SmtpReply> refusal(Verdict verdict) {
        return verdict instanceof Verdict.Refuse(SmtpReply reply) ? Optional.of(reply) : Optional.empty();
    }
}
