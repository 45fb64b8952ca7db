package org.postjames.access;

/** {@code check_etrn_access type:table}: by the ETRN domain and its parent domains. */
record CheckEtrnAccess(TableRestriction access) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String domain = facts.etrnDomain();
        return domain == null
                ? Verdict.Plain.DUNNO
                : access.check(facts, domain, domain, ReplyClass.ETRN, table -> table.domain(domain));
    }
}
