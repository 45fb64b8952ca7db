package org.postjames.access;

/** {@code check_reverse_client_hostname_access type:table}: by the unverified name; it may refuse but never permit, as anyone can name an address. */
record CheckReverseClientHostnameAccess(TableRestriction access, RestrictionContext context) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientFacts client = facts.client();
        Verdict verdict = access.check(
                facts,
                client.reverseName(),
                client.reverseName(),
                ReplyClass.REVERSE_CLIENT,
                table -> table.client(client.reverseName(), client.address()));
        return verdict == Verdict.Plain.OK ? forbidden(client.reverseName()) : verdict;
    }

    private Verdict forbidden(String name) {
        context.warn("restriction check_reverse_client_hostname_access returns OK for " + name);
        context.warn("this is not allowed for security reasons");
        context.warn("use DUNNO instead of OK if you want to make an exception");
        return Verdict.serverConfigurationError();
    }
}
