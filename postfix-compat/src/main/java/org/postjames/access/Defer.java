package org.postjames.access;

/** {@code defer}: end the list, asking to try again later. */
record Defer(int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return new Verdict.Refuse(facts.rejected(code, "4.3.2", "Try again later"));
    }
}
