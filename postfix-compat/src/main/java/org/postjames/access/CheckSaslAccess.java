package org.postjames.access;

/** {@code check_sasl_access type:table}: by the login name. */
record CheckSaslAccess(TableRestriction access) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String user = facts.saslUsername();
        return user == null || user.isEmpty()
                ? Verdict.Plain.DUNNO
                : access.check(facts, user, user, ReplyClass.SASL_LOGIN, table -> table.exact(user));
    }
}
