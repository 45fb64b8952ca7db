package org.postjames.access;

/** {@code reject_multi_recipient_bounce}: a bounce has one recipient. */
record RejectMultiRecipientBounce(int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        int allowed = facts.where().equals("RCPT") ? 0 : 1;
        return facts.sender() != null && facts.sender().isNull() && facts.recipientCount() > allowed
                ? new Verdict.Refuse(facts.rejected(code, "5.5.3", "Multi-recipient bounce"))
                : Verdict.Plain.DUNNO;
    }
}
