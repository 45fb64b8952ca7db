package org.postjames.access;

/** {@code check_client_access type:table}: by host name, parent domains, address, networks. */
record CheckClientAccess(TableRestriction access) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientFacts client = facts.client();
        String shown = client.nameAndAddress();
        // check_namadr_access()
        return access.find(facts, client.name(), shown, ReplyClass.CLIENT, table -> table.domain(client.name()))
                .orElseGet(() -> access.check(
                        facts, client.address(), shown, ReplyClass.CLIENT, table -> table.network(client.address())));
    }
}
