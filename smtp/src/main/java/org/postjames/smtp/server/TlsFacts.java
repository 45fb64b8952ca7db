package org.postjames.smtp.server;

/**
 * What was negotiated.
 *
 * @param protocol {@code TLSv1.3}
 * @param cipher OpenSSL's name of the cipher
 */
record TlsFacts(String protocol, String cipher, int usedBits, int algorithmBits) {
    /** Of a session that is only played. */
    static final TlsFacts REHEARSED = new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, 256);

    /** {@code PROTO with cipher C (u/a bits)}. */
    @Override
    public String toString() {
        return protocol + " with cipher " + cipher + " (" + usedBits + "/" + algorithmBits + " bits)";
    }
}
