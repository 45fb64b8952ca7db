package org.postjames.access;

/** {@code permit_sasl_authenticated}: permit clients that have authenticated. */
record PermitSaslAuthenticated() implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return facts.saslUsername() != null ? Verdict.Plain.OK : Verdict.Plain.DUNNO;
    }
}
