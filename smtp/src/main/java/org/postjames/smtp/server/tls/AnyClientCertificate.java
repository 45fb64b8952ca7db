package org.postjames.smtp.server.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Lets a handshake succeed with any client certificate: what it is worth is decided afterwards. // tls_server.c: SSL_VERIFY_PEER */
final class AnyClientCertificate extends X509ExtendedTrustManager {
    private final List<X509Certificate> named;

    /** @param named the authorities that the client is told of, to choose a certificate by */
    AnyClientCertificate(List<X509Certificate> named) {
        this.named = List.copyOf(named);
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
        return named.toArray(new X509Certificate[0]);
    }
}
