package org.postjames.access;

/** {@code check_client_access type:table}: by host name, parent domains, address, networks. */
record CheckClientAccess(TableRestriction access) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientFacts client = facts.client();
        return access.check(
                facts,
                client.name(),
                client.nameAndAddress(),
                ReplyClass.CLIENT,
                table -> table.client(client.name(), client.address()));
    }
}
