package org.postjames.access;

import java.util.List;

/** {@code check_ccert_access type:table}: by the fingerprint of the client's certificate, or of its key; {@link MapSearch} may say otherwise. */
record CheckCcertAccess(
        TableRestriction access, List<String> order, OldDefaults oldDefaults, RestrictionContext context)
        implements Restriction {
    /** Both fingerprints, that of the certificate first. */
    static final List<String> DEFAULT_ORDER = List.of("cert_fingerprint", "pubkey_fingerprint");

    @Override
    public Verdict check(SmtpdFacts facts) {
        ClientCertificate certificate = facts.certificate();
        if (certificate == null) {
            warnUnasked("check_ccert_access", context);
            return Verdict.Plain.DUNNO;
        }
        for (String kind : order) {
            if (!DEFAULT_ORDER.contains(kind)) {
                context.warn("check_ccert_access: unexpected action '" + kind + "'");
                return Verdict.serverConfigurationError();
            }
            String print = kind.equals("cert_fingerprint") ? certificate.fingerprint() : certificate.keyFingerprint();
            oldDefaults.usesFingerprint();
            Verdict verdict =
                    access.check(facts, print, certificate.commonName(), ReplyClass.CCERT, table -> table.exact(print));
            if (verdict != Verdict.Plain.DUNNO) {
                return verdict;
            }
        }
        return Verdict.Plain.DUNNO;
    }

    static void warnUnasked(String keyword, RestrictionContext context) {
        if (!context.config().get(AccessParameters.SMTPD_TLS_ASK_CCERT)) {
            context.warn(keyword + " is requested, but \"smtpd_tls_ask_ccert = no\"");
        }
    }
}
