package org.postjames.access;

/** {@code check_reverse_client_hostname_access type:table}: by the unverified name; it may refuse but never permit, as anyone can name an address. */
record CheckReverseClientHostnameAccess(TableRestriction access) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientFacts client = facts.client();
        String name = client.reverseName();
        Verdict verdict = access.find(facts, name, name, ReplyClass.REVERSE_CLIENT, table -> table.domain(name))
                .orElseGet(() -> access.check(
                        facts,
                        client.address(),
                        name,
                        ReplyClass.REVERSE_CLIENT,
                        table -> table.network(client.address())));
        return new Verdict.NeverOk(verdict, "check_reverse_client_hostname_access", name);
    }
}
