package org.postjames.access;

import org.postjames.table.TableUnavailableException;

/** {@code reject_unauth_destination} and {@code defer_unauth_destination}: refuse to relay for strangers. */
record RejectUnauthDestination(
        RestrictionContext.Destinations destinations, OldDefaults oldDefaults, int code, String dsn)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        if (facts.recipient() == null || PermitAuthDestination.isAuthorized(destinations, facts, oldDefaults)) {
            return Verdict.Plain.DUNNO;
        }
        return new Verdict.Refuse(new SmtpReply(code, dsn, "<" + facts.recipient() + ">: Relay access denied"));
    }
}
