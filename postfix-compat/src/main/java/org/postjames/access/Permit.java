package org.postjames.access;

/** {@code permit}: end the list, permitting. */
record Permit() implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return Verdict.Plain.OK;
    }
}
