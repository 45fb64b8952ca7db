package org.postjames.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** The certification authorities whose certificates are believed, of {@code …_tls_CAfile} and {@code …_tls_CApath}. // tls_verify.c */
public final class TrustedAuthorities {
    /** What a certificate must be made for. */
    public enum Purpose {
        CLIENT("1.3.6.1.5.5.7.3.2"),
        SERVER("1.3.6.1.5.5.7.3.1");

        private final String oid;

        Purpose(String oid) {
            this.oid = oid;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int NO_LIMIT = -1;

    private final List<X509Certificate> authorities;
    private final Set<TrustAnchor> anchors = new LinkedHashSet<>();
    private final int depth;
    private final Purpose purpose;

    /** @param depth how many certificates may stand between the authority's and the other side's */
    public TrustedAuthorities(List<X509Certificate> authorities, int depth, Purpose purpose) {
        this.authorities = List.copyOf(authorities);
        this.depth = depth;
        this.purpose = purpose;
        authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
    }

    /** The certificates of a {@code CAfile}; empty if there is no file. */
    public static List<X509Certificate> file(String name) throws IOException, GeneralSecurityException {
        return name.isEmpty() ? List.of() : PemFile.read(Path.of(name)).certificates();
    }

    /** The certificates of a {@code CApath}; what is no certificate there counts for nothing. */
    public static List<X509Certificate> directory(String name) throws IOException {
        List<X509Certificate> all = new ArrayList<>();
        if (name.isEmpty()) {
            return all;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(name))) {
            for (Path file : files) {
                try {
                    all.addAll(Files.isRegularFile(file) ? PemFile.read(file).certificates() : List.of());
                } catch (GeneralSecurityException e) {
                    continue; // c_rehash(1) leaves such files out, too
                }
            }
        }
        return all;
    }

    /** Why the chain is not trusted, in Postfix's words after {@code certificate verification failed for NAME: }; null if it is. */
    public @Nullable String problem(List<X509Certificate> chain) {
        X509Certificate leaf = chain.getFirst();
        Date now = Date.from(Instant.now());
        try {
            boolean own = authorities.contains(leaf);
            if (!own && isSelfSigned(leaf)) {
                return "self-signed certificate";
            }
            if (now.after(leaf.getNotAfter())) {
                return "certificate has expired";
            }
            if (now.before(leaf.getNotBefore())) {
                return "certificate not yet valid";
            }
            if (!isForPurpose(leaf)) {
                return "not designated for use as a " + purpose + " certificate";
            }
            if (own || !anchors.isEmpty() && leadsToAnchor(chain, depth)) {
                return null;
            }
        } catch (GeneralSecurityException e) {
            return untrusted(chain); // no path could even be looked for
        }
        return !anchors.isEmpty() && leadsToAnchor(chain, NO_LIMIT)
                ? "certificate chain longer than limit(" + depth + ")"
                : untrusted(chain);
    }

    private boolean leadsToAnchor(List<X509Certificate> chain, int limit) {
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(chain.getFirst());
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
            parameters.setRevocationEnabled(false);
            parameters.setMaxPathLength(limit);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false; // there is no such path
        }
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** Names the last issuer that the chain leads to. */
    private static String untrusted(List<X509Certificate> chain) {
        X509Certificate last = chain.getFirst();
        for (X509Certificate next : chain.subList(1, chain.size())) {
            if (next.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
                last = next;
            }
        }
        return "untrusted issuer " + oneLine(last.getIssuerX500Principal());
    }

    private boolean isForPurpose(X509Certificate leaf) throws CertificateParsingException {
        List<String> purposes = leaf.getExtendedKeyUsage();
        return purposes == null || purposes.contains(purpose.oid) || purposes.contains(ANY_PURPOSE);
    }

    /** {@code /O=Org/CN=Name}. // X509_NAME_oneline(3) */
    public static String oneLine(X500Principal name) {
        StringBuilder line = new StringBuilder();
        for (Rdn rdn : parts(name)) {
            line.append('/').append(rdn.getType()).append('=');
            for (byte b : String.valueOf(rdn.getValue()).getBytes(UTF_8)) {
                line.append(b < ' ' || b > '~' ? String.format("\\x%02X", b) : String.valueOf((char) b));
            }
        }
        return line.toString();
    }

    /** The parts of a name, the most general first. */
    public static List<Rdn> parts(X500Principal name) {
        try {
            return new LdapName(name.getName(X500Principal.RFC2253)).getRdns();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
