package org.postjames.access;

import org.postjames.table.TableUnavailableException;

/** {@code permit_mynetworks}: permit clients in {@code mynetworks}. */
record PermitMynetworks(RestrictionContext.ClientList mynetworks, OldDefaults oldDefaults) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        if (!mynetworks.matches(facts.client().name(), facts.client().address())) {
            return Verdict.Plain.DUNNO;
        }
        oldDefaults.permitsNetwork(facts.client());
        return facts.permitted(
                "permit_mynetworks", ReplyClass.CLIENT, facts.client().nameAndAddress());
    }
}
