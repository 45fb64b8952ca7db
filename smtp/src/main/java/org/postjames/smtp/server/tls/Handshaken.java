package org.postjames.smtp.server.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientCertificate;
import org.postjames.tls.TrustedAuthorities;

/**
 * The end of a handshake.
 *
 * @param reused an earlier session was taken up
 * @param serverName what the client calls the server, if there are keys for that name
 * @param certificate what the client showed
 * @param problem why it is not trusted, in Postfix's words; empty if it is, or if there is none
 * @param subject its subject and issuer as {@code smtpd_tls_loglevel = 2} shows them
 */
public record Handshaken(
        SSLSocket socket,
        boolean reused,
        String serverName,
        @Nullable ClientCertificate certificate,
        String problem,
        String subject,
        String issuer) {
    static Handshaken of(SSLSocket socket, boolean reused, String serverName, ClientTrust trust) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : socket.getSession().getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            return new Handshaken(socket, reused, serverName, null, "", "", ""); // it was not asked, or has none
        }
        if (chain.isEmpty()) {
            return new Handshaken(socket, reused, serverName, null, "", "", "");
        }
        X509Certificate leaf = chain.getFirst();
        String problem = trust.problem(chain);
        try {
            return new Handshaken(
                    socket,
                    reused,
                    serverName,
                    trust.describe(leaf, problem == null),
                    problem == null ? "" : problem,
                    TrustedAuthorities.oneLine(leaf.getSubjectX500Principal()),
                    TrustedAuthorities.oneLine(leaf.getIssuerX500Principal()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
