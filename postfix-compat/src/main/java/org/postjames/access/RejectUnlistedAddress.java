package org.postjames.access;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.table.TableUnavailableException;

/** {@code reject_unlisted_sender} and {@code reject_unlisted_recipient}: refuse addresses that are not in their address class's table. */
record RejectUnlistedAddress(ReplyClass replyClass, RestrictionContext context, OldDefaults oldDefaults)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        if (context.config().get(GlobalParameters.RECEIVE_OVERRIDE_OPTIONS).contains("no_unknown_recipient_checks")) {
            return Verdict.Plain.DUNNO;
        }
        boolean isSender = replyClass == ReplyClass.SENDER;
        Address address = isSender ? facts.sender() : facts.recipient();
        Address other = isSender ? facts.recipient() : facts.sender();
        if (address == null || address.isNull()) {
            return Verdict.Plain.DUNNO;
        }
        // Postfix differs: with smtpd_delay_reject = no it refuses an unlisted sender to the first recipient only,
        // because it remembers that it has looked, not what it has found; here no recipient gets that mail
        Optional<SmtpReply> refusal =
                context.listed().refusal(other == null ? Address.NULL : other, address, replyClass);
        if (refusal.isEmpty() && !isSender) {
            oldDefaults.acceptsAddress(context.destinations(), facts);
        }
        return refusal.<Verdict>map(reply -> new Verdict.Refuse(new SmtpReply(reply.code(), dsn(reply), reply.text())))
                .orElse(Verdict.Plain.DUNNO);
    }

    /** The status of a transport's text may be of another class than the reply's code, which wins. */
    private String dsn(SmtpReply reply) {
        return reply.code() / 100
                + new DsnText(reply.dsn(), "").dsnFor(replyClass, context).substring(1);
    }
}
