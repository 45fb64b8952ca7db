package org.postjames.access;

import org.postjames.address.Address;
import org.postjames.table.TableUnavailableException;

/** {@code check_recipient_access type:table}: by the recipient, its domain, parent domains, local part. */
record CheckRecipientAccess(TableRestriction access, RestrictionContext.Destinations destinations)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        Address recipient = facts.recipient();
        if (recipient == null) {
            return Verdict.Plain.DUNNO;
        }
        Address other = facts.sender() == null ? Address.NULL : facts.sender();
        Address key = destinations.of(other, recipient).address();
        return access.check(
                facts, key.toString(), recipient.toString(), ReplyClass.RECIPIENT, table -> table.mail(key));
    }
}
