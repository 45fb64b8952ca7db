package org.postjames.access;

/**
 * What a policy server is told of a session besides what restrictions look at themselves. Texts that are not known are empty. // SMTPD_POLICY_README
 *
 * @param protocol {@code SMTP} or {@code ESMTP}
 * @param queueId of the message that is being written
 * @param instance the same for all requests about one message, and for no other message
 * @param size of the message: as received, or until then as announced in MAIL
 */
public record SessionFacts(
        String protocol,
        String clientPort,
        String serverAddress,
        String serverPort,
        String queueId,
        String instance,
        long size,
        Login login,
        Encryption encryption) {
    /** Who has authenticated: RFC 4954's mechanism, name, and the AUTH parameter of MAIL. */
    public record Login(String method, String username, String sender) {}

    /**
     * What TLS has negotiated.
     *
     * @param keySize in bits, 0 without TLS
     * @param subject the common name in a trusted client certificate
     * @param issuer the common name of its issuer
     * @param fingerprint of the client certificate, trusted or not
     * @param publicKeyFingerprint of its key
     */
    public record Encryption(
            String protocol,
            String cipher,
            int keySize,
            String subject,
            String issuer,
            String fingerprint,
            String publicKeyFingerprint) {
        public static final Encryption NONE = new Encryption("", "", 0, "", "", "", "");
    }
}
