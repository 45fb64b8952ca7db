package org.postjames.smtp.server;

import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientCertificate;

/**
 * What was negotiated.
 *
 * @param protocol {@code TLSv1.3}
 * @param cipher OpenSSL's name of the cipher
 * @param certificate what the client showed, if it was asked
 */
record TlsFacts(
        String protocol,
        String cipher,
        int usedBits,
        int algorithmBits,
        @Nullable ClientCertificate certificate) {
    /** Of a session that is only played. */
    static final TlsFacts REHEARSED = new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, 256, null);

    /** How the log begins about it. // tls_log_summary() */
    String trust() {
        return certificate == null ? "Anonymous" : certificate.trusted() ? "Trusted" : "Untrusted";
    }

    /** {@code PROTO with cipher C (u/a bits)}. */
    @Override
    public String toString() {
        return protocol + " with cipher " + cipher + " (" + usedBits + "/" + algorithmBits + " bits)";
    }
}
