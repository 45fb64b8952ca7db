package org.postjames.access;

/** {@code permit}: end the list, permitting. */
record Permit() implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return facts.permitted("permit", facts.subjectClass(), facts.subject());
    }
}
