package org.postjames.smtp.server.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientCertificate;
import org.postjames.tls.TrustedAuthorities;

/** Which client certificates are trusted, and what the log and the restrictions are told of one. // tls_verify.c, tls_fprint.c */
final class ClientTrust {
    private final TrustedAuthorities authorities;
    private final String digest;

    /**
     * @param digest {@code smtpd_tls_fingerprint_digest}, in the JDK's words
     * @param depth {@code smtpd_tls_ccert_verifydepth}
     */
    ClientTrust(List<X509Certificate> authorities, int depth, String digest) {
        this.authorities = new TrustedAuthorities(authorities, depth, TrustedAuthorities.Purpose.CLIENT);
        this.digest = digest;
    }

    /** The JDK's name of {@code md5}, {@code sha256}, …; anything else is its own. */
    static String javaDigest(String openSsl) {
        String name = openSsl.toUpperCase(Locale.ROOT);
        return name.matches("SHA(1|224|256|384|512)") ? "SHA-" + name.substring(3) : name;
    }

    /** Why the chain is not trusted, in Postfix's words after {@code certificate verification failed for CLIENT: }; null if it is. */
    @Nullable
    String problem(List<X509Certificate> chain) {
        return authorities.problem(chain);
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
        return TrustedAuthorities.parts(name).stream()
                .filter(rdn -> rdn.getType().equalsIgnoreCase(type))
                .map(rdn ->
                        new String(String.valueOf(rdn.getValue()).getBytes(UTF_8), ISO_8859_1)) // bytes, as elsewhere
                .reduce("", (before, after) -> after);
    }
}
