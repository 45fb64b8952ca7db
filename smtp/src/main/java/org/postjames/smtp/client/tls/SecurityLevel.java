package org.postjames.smtp.client.tls;

import java.util.Locale;
import java.util.Optional;

/** {@code smtp_tls_security_level}, in the order of what is demanded. // tls_level.c */
public enum SecurityLevel {
    NONE,
    MAY,
    ENCRYPT,
    FINGERPRINT,
    DANE,
    DANE_ONLY,
    VERIFY,
    SECURE;

    /** The level of this name, in any case. */
    static Optional<SecurityLevel> of(String name) {
        for (SecurityLevel level : values()) {
            if (level.toString().equalsIgnoreCase(name)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    /** Without TLS there is no mail. */
    public boolean isRequired() {
        return compareTo(ENCRYPT) >= 0;
    }

    /** The certificate must be the server's. */
    public boolean mustMatch() {
        return compareTo(FINGERPRINT) >= 0;
    }

    boolean isDane() {
        return this == DANE || this == DANE_ONLY;
    }

    /** The trust in the certificate comes from an authority. */
    boolean mustBeSigned() {
        return this == VERIFY || this == SECURE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
