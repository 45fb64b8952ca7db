package org.postjames.access;

/** {@code defer_if_reject}: what would be refused is deferred. */
record DeferIfReject() implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return new Verdict.DeferIfReject(facts.rejected(450, "4.7.0", "defer_if_reject requested"));
    }
}
