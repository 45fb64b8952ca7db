package org.postjames.access;

/** A keyword whose domain name is missing: it says so and decides nothing. */
record MissingArgument(String keyword, RestrictionContext context) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        context.warn("restriction " + keyword + " requires domain name argument");
        return Verdict.Plain.DUNNO;
    }
}
