package org.postjames.smtp.client;

import java.util.Locale;

/** {@code smtp_tls_security_level}, and what it was before there was one. */
enum TlsLevel {
    NONE,
    MAY,
    ENCRYPT,
    /** A level that wants certificates checked, which is not there yet: mail waits rather than being sent without the check. */
    UNSUPPORTED;

    static TlsLevel of(ClientConfig config) {
        String level = config.get(SmtpClientParameters.SMTP_TLS_SECURITY_LEVEL).toLowerCase(Locale.ROOT);
        return switch (level) {
            case "none" -> NONE;
            case "may" -> MAY;
            case "encrypt" -> ENCRYPT;
            case "" -> {
                if (config.get(SmtpClientParameters.SMTP_ENFORCE_TLS)) {
                    yield UNSUPPORTED; // smtp_tls_enforce_peername makes it "verify"
                }
                yield config.get(SmtpClientParameters.SMTP_USE_TLS) ? MAY : NONE;
            }
            default -> UNSUPPORTED;
        };
    }
}
