package org.postjames.access;

/** {@code reject_plaintext_session}: refuse when the session is not encrypted. */
record RejectPlaintextSession(int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        return facts.encrypted()
                ? Verdict.Plain.DUNNO
                : new Verdict.Refuse(new SmtpReply(code, "4.7.1", "Session encryption is required"));
    }
}
