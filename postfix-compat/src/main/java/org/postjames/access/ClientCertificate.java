package org.postjames.access;

/**
 * The certificate that a client has shown in the TLS handshake. Names that it does not have are empty.
 *
 * @param commonName of its subject
 * @param issuerName the issuer's common name, else its organization
 * @param fingerprint of the certificate, {@code AB:CD:…} by {@code smtpd_tls_fingerprint_digest}
 * @param keyFingerprint the same of its public key
 * @param trusted a known authority has signed it
 */
public record ClientCertificate(
        String commonName, String issuerName, String fingerprint, String keyFingerprint, boolean trusted) {}
