package org.postjames.access;

import java.util.concurrent.atomic.AtomicBoolean;
import org.postjames.address.Address;
import org.postjames.table.DomainList;
import org.postjames.table.TableUnavailableException;

/** {@code check_relay_domains}, the predecessor of {@code reject_unauth_destination}: also permits clients in {@code relay_domains}. Says once that it is old. */
record CheckRelayDomains(
        DomainList relayDomains, RestrictionContext context, OldDefaults oldDefaults, int code, AtomicBoolean warned)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        Address recipient = facts.recipient();
        if (recipient == null) {
            return Verdict.Plain.DUNNO;
        }
        if (!warned.getAndSet(true)) {
            context.warnObsolete("check_relay_domains", "reject_unauth_destination");
        }
        if (relayDomains.matches(facts.client().name())
                || PermitAuthDestination.isAuthorized(context.destinations(), facts, oldDefaults)) {
            return facts.permitted("check_relay_domains", ReplyClass.RECIPIENT, recipient.toString());
        }
        return new Verdict.Refuse(
                SmtpdFacts.rejected(code, "5.7.1", recipient.toString(), ReplyClass.RECIPIENT, "Relay access denied"));
    }
}
