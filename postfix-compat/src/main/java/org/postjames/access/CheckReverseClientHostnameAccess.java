package org.postjames.access;

/** {@code check_reverse_client_hostname_access type:table}: by the unverified name; it may refuse but never permit, as anyone can name an address. */
record CheckReverseClientHostnameAccess(TableRestriction access) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientFacts client = facts.client();
        Verdict verdict = access.check(
                facts,
                client.reverseName(),
                client.reverseName(),
                ReplyClass.REVERSE_CLIENT,
                table -> table.client(client.reverseName(), client.address()));
        return new Verdict.NeverOk(verdict, "check_reverse_client_hostname_access", client.reverseName());
    }
}
