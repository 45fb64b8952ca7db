package org.postjames.access;

/** {@code reject}: end the list, refusing. */
record Reject(int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return new Verdict.Refuse(facts.rejected(code, "5.7.1", "Access denied"));
    }
}
