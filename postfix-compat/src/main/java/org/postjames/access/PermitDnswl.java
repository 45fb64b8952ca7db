package org.postjames.access;

import org.postjames.table.TableUnavailableException;

/**
 * {@code permit_dnswl_client} and {@code permit_rhswl_client}, {@code domain[=d.d.d.d]}: permit clients whose address or verified name a DNS list names, but not
 * to relay. While the list cannot answer, what would be refused is deferred.
 *
 * @param byName by the name, not the address
 */
record PermitDnswl(boolean byName, DnsList list, RestrictionContext.Destinations destinations, OldDefaults oldDefaults)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) throws TableUnavailableException {
        String what = byName ? Judged.CLIENT.of(facts) : facts.client().address();
        if (what == null
                || facts.where().equals("RCPT")
                        && facts.recipient() != null
                        && !PermitAuthDestination.isAuthorized(destinations, facts, oldDefaults)) {
            return Verdict.Plain.DUNNO;
        }
        DnsList.Result result = byName ? list.findDomain(what) : list.findAddress(what);
        return switch (result.answer()) {
            case NOT_LISTED -> Verdict.Plain.DUNNO;
            case UNKNOWN ->
                new Verdict.DeferIfReject(
                        SmtpdFacts.rejected(450, "4.7.1", what, ReplyClass.CLIENT, "Service unavailable"));
            case LISTED ->
                facts.permitted(
                        byName ? "permit_rhswl_client" : "permit_dnswl_client",
                        ReplyClass.CLIENT,
                        facts.client().nameAndAddress());
        };
    }
}
