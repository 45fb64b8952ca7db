package org.postjames.access;

/** A keyword that is unknown, misused or not built yet: it refuses, it never permits. */
record UnusableRestriction(String problem, RestrictionContext context) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        context.warn(problem);
        return Verdict.serverConfigurationError();
    }
}
