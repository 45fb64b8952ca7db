package org.postjames.access;

/** {@code reject_unknown_reverse_client_hostname}: refuse clients whose address has no name. */
record RejectUnknownReverseClientHostname(int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientFacts client = facts.client();
        if (client.reverseNameStatus() == ClientFacts.NameStatus.OK) {
            return Verdict.Plain.DUNNO;
        }
        return new Verdict.Refuse(new SmtpReply(
                client.reverseNameStatus() == ClientFacts.NameStatus.PERMANENT ? code : 450,
                "4.7.1",
                "Client host rejected: cannot find your reverse hostname, [" + client.address() + "]"));
    }
}
