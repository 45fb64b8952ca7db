package org.postjames.access;

import org.postjames.table.TableUnavailableException;

/** {@code permit_mynetworks}: permit clients in {@code mynetworks}. */
record PermitMynetworks(RestrictionContext.ClientList mynetworks) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        return mynetworks.matches(facts.client().name(), facts.client().address())
                ? Verdict.Plain.OK
                : Verdict.Plain.DUNNO;
    }
}
