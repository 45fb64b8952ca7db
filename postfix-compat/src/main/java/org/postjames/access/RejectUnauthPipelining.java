package org.postjames.access;

/** {@code reject_unauth_pipelining}: refuse clients that did not wait for a reply they had to wait for. */
record RejectUnauthPipelining() implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return facts.improperPipelining()
                ? new Verdict.Refuse(facts.rejected(503, "5.5.0", "Improper use of SMTP command pipelining"))
                : Verdict.Plain.DUNNO;
    }
}
