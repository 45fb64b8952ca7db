package org.postjames.tables;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.SSLSocketVerifier;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;

/**
 * Shakes hands before anything is sent, so that the next server is tried if it fails, and compares the certificate's names with the server's where
 * {@code tls_require_cert} wants it. The library's own comparison lets every certificate pass for an address of this host. // RFC 4513 3.1.3
 */
final class LdapTlsVerifier extends SSLSocketVerifier {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final boolean names;
    private final int millis;

    LdapTlsVerifier(boolean names, int millis) {
        super();
        this.names = names;
        this.millis = millis;
    }

    @Override
    public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        try {
            int usual = socket.getSoTimeout();
            socket.setSoTimeout(millis);
            socket.startHandshake();
            socket.setSoTimeout(usual);
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            // as the OpenLDAP library does: a certificate names a host as others know it
            String expected =
                    host.equals("localhost") ? InetAddress.getLocalHost().getCanonicalHostName() : host;
            if (names && !isFor(certificate, expected)) {
                throw new LDAPException(ResultCode.CONNECT_ERROR, "the certificate is not for " + expected);
            }
        } catch (IOException | CertificateParsingException e) {
            throw new LDAPException(ResultCode.CONNECT_ERROR, String.valueOf(e.getMessage()), e);
        }
    }

    /** The common name counts only where there is no alternative name. */
    static boolean isFor(X509Certificate certificate, String host) throws CertificateParsingException, LDAPException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) {
            return commonNames(certificate).stream().anyMatch(name -> isDomain(name, host));
        }
        boolean isAddress = host.contains(":") || host.matches("[0-9.]+");
        for (List<?> alternative : alternatives) {
            int kind = (Integer) alternative.get(0);
            String name = String.valueOf(alternative.get(1));
            if (!isAddress && kind == DNS_NAME && isDomain(name, host)
                    || isAddress && kind == IP_ADDRESS && isSameAddress(name, host)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> commonNames(X509Certificate certificate) throws LDAPException {
        List<String> names = new ArrayList<>();
        for (RDN part : new DN(certificate.getSubjectX500Principal().getName()).getRDNs()) {
            String[] types = part.getAttributeNames();
            for (int i = 0; i < types.length; i++) {
                if (types[i].equalsIgnoreCase("cn")) {
                    names.add(part.getAttributeValues()[i]);
                }
            }
        }
        return names;
    }

    /** A star stands for the first label. */
    private static boolean isDomain(String name, String host) {
        String pattern = name.toLowerCase(Locale.ROOT);
        String domain = host.toLowerCase(Locale.ROOT);
        int dot = domain.indexOf('.');
        return pattern.equals(domain)
                || pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(domain.substring(dot));
    }

    private static boolean isSameAddress(String one, String other) {
        try {
            return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
