package org.postjames.access;

/** {@code check_helo_access type:table}: by the HELO name and its parent domains. */
record CheckHeloAccess(TableRestriction access) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String helo = facts.helo();
        return helo == null
                ? Verdict.Plain.DUNNO
                : access.check(facts, helo, helo, ReplyClass.HELO, table -> table.domain(helo));
    }
}
