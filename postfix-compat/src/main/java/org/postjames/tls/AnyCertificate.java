package org.postjames.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes every certificate: encryption against listeners, where nobody asks who the other side is, or is asked when the handshake is over. // TLS_README: "no checks
 * are made on the server certificate"; tls_server.c: SSL_VERIFY_PEER
 */
public final class AnyCertificate extends X509ExtendedTrustManager {
    private final List<X509Certificate> authorities;

    public AnyCertificate() {
        this(List.of());
    }

    /** @param authorities those that a server tells its clients of, to choose a certificate by */
    public AnyCertificate(List<X509Certificate> authorities) {
        this.authorities = List.copyOf(authorities);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.toArray(new X509Certificate[0]);
    }
}
