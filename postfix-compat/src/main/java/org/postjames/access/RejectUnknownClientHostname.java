package org.postjames.access;

/** {@code reject_unknown_client_hostname}: refuse clients without a verified host name. */
record RejectUnknownClientHostname(int code) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientFacts client = facts.client();
        if (client.nameStatus() == ClientFacts.NameStatus.OK) {
            return Verdict.Plain.DUNNO;
        }
        return new Verdict.Refuse(new SmtpReply(
                client.nameStatus() == ClientFacts.NameStatus.TEMPORARY ? 450 : code,
                "4.7.25", // RFC 7372
                "Client host rejected: cannot find your hostname, [" + client.address() + "]"));
    }
}
