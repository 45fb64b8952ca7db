package org.postjames.smtp.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
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
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientCertificate;
import org.postjames.tls.PemFile;

/** Which client certificates are trusted, and what the log and the restrictions are told of one. // tls_verify.c, tls_fprint.c */
final class ClientTrust {
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";

    private final List<X509Certificate> authorities;
    private final Set<TrustAnchor> anchors = new LinkedHashSet<>();
    private final int depth;
    private final String digest;

    /**
     * @param digest {@code smtpd_tls_fingerprint_digest}, in the JDK's words
     * @param depth {@code smtpd_tls_ccert_verifydepth}
     */
    ClientTrust(List<X509Certificate> authorities, int depth, String digest) {
        this.authorities = List.copyOf(authorities);
        this.depth = depth;
        this.digest = digest;
        authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
    }

    /** The certificates of {@code smtpd_tls_CAfile}; empty if there is no file. */
    static List<X509Certificate> file(String name) throws IOException, GeneralSecurityException {
        return name.isEmpty() ? List.of() : PemFile.read(Path.of(name)).certificates();
    }

    /** The certificates of {@code smtpd_tls_CApath}; what is no certificate there counts for nothing. */
    static List<X509Certificate> directory(String name) throws IOException {
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

    /** The JDK's name of {@code md5}, {@code sha256}, …; anything else is its own. */
    static String javaDigest(String openSsl) {
        String name = openSsl.toUpperCase(Locale.ROOT);
        return name.matches("SHA(1|224|256|384|512)") ? "SHA-" + name.substring(3) : name;
    }

    /** Why the chain is not trusted, in Postfix's words after {@code certificate verification failed for CLIENT: }; null if it is. */
    @Nullable
    String problem(List<X509Certificate> chain) {
        X509Certificate leaf = chain.getFirst();
        Date now = Date.from(Instant.now());
        try {
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(leaf);
            boolean own = authorities.contains(leaf);
            if (!own && leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal())) {
                return "self-signed certificate";
            }
            if (now.after(leaf.getNotAfter())) {
                return "certificate has expired";
            }
            if (now.before(leaf.getNotBefore())) {
                return "certificate not yet valid";
            }
            if (!isForClients(leaf)) {
                return "not designated for use as a client certificate";
            }
            if (own) {
                return null;
            }
            if (!anchors.isEmpty()) {
                PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
                parameters.setRevocationEnabled(false);
                parameters.setMaxPathLength(depth);
                parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
                CertPathBuilder.getInstance("PKIX").build(parameters);
                return null;
            }
        } catch (GeneralSecurityException e) {
            // falls to what is said below: no path leads to an authority
            return untrusted(leaf);
        }
        return untrusted(leaf);
    }

    private static String untrusted(X509Certificate leaf) {
        return "untrusted issuer " + oneLine(leaf.getIssuerX500Principal());
    }

    private static boolean isForClients(X509Certificate leaf) throws CertificateParsingException {
        List<String> purposes = leaf.getExtendedKeyUsage();
        return purposes == null || purposes.contains(CLIENT_PURPOSE) || purposes.contains(ANY_PURPOSE);
    }

    ClientCertificate describe(X509Certificate leaf, boolean trusted) throws GeneralSecurityException {
        String issuer = attribute(leaf.getIssuerX500Principal(), "CN");
        return new ClientCertificate(
                attribute(leaf.getSubjectX500Principal(), "CN"),
                issuer.isEmpty() ? attribute(leaf.getIssuerX500Principal(), "O") : issuer,
                fingerprint(leaf.getEncoded()),
                fingerprint(leaf.getPublicKey().getEncoded()),
                trusted);
    }

    private String fingerprint(byte[] der) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance(digest).digest(der));
    }

    /** The last value of that kind, or nothing. */
    private static String attribute(X500Principal name, String type) {
        return parts(name).stream()
                .filter(rdn -> rdn.getType().equalsIgnoreCase(type))
                .map(rdn ->
                        new String(String.valueOf(rdn.getValue()).getBytes(UTF_8), ISO_8859_1)) // bytes, as elsewhere
                .reduce("", (before, after) -> after);
    }

    /** {@code /O=Org/CN=Name}. // X509_NAME_oneline(3) */
    static String oneLine(X500Principal name) {
        StringBuilder line = new StringBuilder();
        for (Rdn rdn : parts(name)) {
            line.append('/').append(rdn.getType()).append('=');
            for (byte b : String.valueOf(rdn.getValue()).getBytes(UTF_8)) {
                line.append(b < ' ' || b > '~' ? String.format("\\x%02X", b) : String.valueOf((char) b));
            }
        }
        return line.toString();
    }

    private static List<Rdn> parts(X500Principal name) {
        try {
            return new LdapName(name.getName(X500Principal.RFC2253)).getRdns();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
