package org.postjames.access;

/** A mail log that wants to know which restriction decided; an ordinary log says only what was refused. */
@FunctionalInterface
public interface RestrictionObserver {
    /**
     * @param restriction the list's parameter and the restriction as it stands there: {@code smtpd_sender_restrictions: reject_non_fqdn_sender}
     * @param verdict {@code OK}, or the reply that refuses
     */
    void decided(String restriction, String verdict);
}
