package org.postjames.access;

/** {@code check_sasl_access type:table}: by the login name. */
record CheckSaslAccess(TableRestriction access, RestrictionContext context) implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        if (!context.config().get(AccessParameters.SMTPD_SASL_AUTH_ENABLE)) {
            context.warn("restriction `check_sasl_access' ignored: no SASL support");
            return Verdict.Plain.DUNNO;
        }
        String user = facts.saslUsername();
        return user == null || user.isEmpty()
                ? Verdict.Plain.DUNNO
                : access.check(facts, user, user, ReplyClass.SASL_LOGIN, table -> table.exact(user));
    }
}
