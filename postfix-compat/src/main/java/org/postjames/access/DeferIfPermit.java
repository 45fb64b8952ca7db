package org.postjames.access;

/** {@code defer_if_permit}: what would be permitted is deferred. */
record DeferIfPermit() implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return new Verdict.DeferIfPermit(facts.rejected(450, "4.7.0", "defer_if_permit requested"));
    }
}
