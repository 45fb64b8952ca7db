package org.postjames.access;

import org.postjames.address.Address;
import org.postjames.table.TableUnavailableException;

/** {@code check_sender_access type:table}: by the sender, its domain, parent domains, local part. */
record CheckSenderAccess(TableRestriction access, RestrictionContext.Destinations destinations, String nullKey)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        Address sender = facts.sender();
        if (sender == null) {
            return Verdict.Plain.DUNNO;
        }
        if (sender.isNull()) {
            return access.check(facts, nullKey, "", ReplyClass.SENDER, table -> table.exact(nullKey));
        }
        Address other = facts.recipient() == null ? Address.NULL : facts.recipient();
        Address key = destinations.of(other, sender).address();
        return access.check(facts, key.toString(), sender.toString(), ReplyClass.SENDER, table -> table.mail(key));
    }
}
