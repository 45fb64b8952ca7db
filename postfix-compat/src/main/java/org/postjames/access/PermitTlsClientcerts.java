package org.postjames.access;

import java.util.List;
import org.postjames.table.TableUnavailableException;

/**
 * {@code permit_tls_clientcerts}: permit clients whose certificate is in {@code relay_clientcerts}; {@code permit_tls_all_clientcerts}: also those whose
 * certificate is trusted. // permit_tls_clientcerts()
 *
 * @param all permit_tls_all_clientcerts
 */
record PermitTlsClientcerts(
        boolean all, RestrictionContext.AccessMap relayClientcerts, OldDefaults oldDefaults, RestrictionContext context)
        implements Restriction {
    @Override
    public Verdict check(SmtpdFacts facts) {
        String keyword = all ? "permit_tls_all_clientcerts" : "permit_tls_clientcerts";
        if (!facts.encrypted()) {
            return Verdict.Plain.DUNNO;
        }
        ClientCertificate certificate = facts.certificate();
        if (certificate == null) {
            CheckCcertAccess.warnUnasked(keyword, context);
            return Verdict.Plain.DUNNO;
        }
        if (all && certificate.trusted() || isListed(certificate)) {
            return facts.permitted(keyword, ReplyClass.CLIENT, facts.client().nameAndAddress());
        }
        return Verdict.Plain.DUNNO;
    }

    private boolean isListed(ClientCertificate certificate) {
        oldDefaults.usesFingerprint();
        try {
            for (String print : List.of(certificate.fingerprint(), certificate.keyFingerprint())) {
                if (relayClientcerts.find(print).isPresent()) {
                    return true;
                }
            }
        } catch (TableUnavailableException e) {
            context.warn(String.valueOf(e.getMessage()));
            context.warn("relay_clientcerts: lookup error for fingerprint '" + certificate.fingerprint()
                    + "', pkey fingerprint " + certificate.keyFingerprint());
        }
        return false;
    }
}
