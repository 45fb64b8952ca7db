package org.postjames.access;

/** {@code permit_sasl_authenticated}: permit clients that have authenticated. */
record PermitSaslAuthenticated() implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return facts.saslUsername() != null
                ? facts.permitted(
                        "permit_sasl_authenticated",
                        ReplyClass.CLIENT,
                        facts.client().nameAndAddress())
                : Verdict.Plain.DUNNO;
    }
}
