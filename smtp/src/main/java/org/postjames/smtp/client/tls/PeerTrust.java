package org.postjames.smtp.client.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.postjames.tls.TrustedAuthorities;
import org.postjames.tls.TrustedAuthorities.Purpose;

/** Judges the certificates that servers show. // tls_client.c: verify_extract_name() */
final class PeerTrust {
    private static final String UNSPECIFIED = "num=1:unspecified certificate verification error";
    private static final String NO_MATCH = "num=65:no matching DANE TLSA records";

    private final TrustedAuthorities authorities;
    private final int depth;
    private final String digest;

    /** @param digest in the JDK's words */
    PeerTrust(List<X509Certificate> authorities, int depth, String digest) {
        this.authorities = new TrustedAuthorities(authorities, depth, Purpose.SERVER);
        this.depth = depth;
        this.digest = digest;
    }

    /** @param chain the server's own certificate first */
    PeerVerdict judge(List<X509Certificate> chain, TlsPolicy policy, PeerNames names) throws GeneralSecurityException {
        if (policy.level() == SecurityLevel.FINGERPRINT) {
            X509Certificate leaf = chain.getFirst();
            if (policy.fingerprints().stream().noneMatch(this::isUsable)) {
                return PeerVerdict.bad(UNSPECIFIED);
            }
            return policy.fingerprints().contains(fingerprint(leaf.getEncoded()))
                            || policy.fingerprints()
                                    .contains(fingerprint(leaf.getPublicKey().getEncoded()))
                    ? PeerVerdict.good(policy.level())
                    : PeerVerdict.bad(NO_MATCH);
        }
        Optional<String> mismatch = policy.level().mustBeSigned() ? names.mismatch(chain.getFirst()) : Optional.empty();
        String problem =
                policy.anchors().isPresent() ? problem(chain, policy.anchors().get()) : authorities.problem(chain);
        if (problem != null) {
            return PeerVerdict.bad(problem.startsWith("certificate ") ? mismatch.orElse(problem) : problem);
        }
        if (policy.level().mustBeSigned() && names.isEmpty()) {
            return PeerVerdict.bad(UNSPECIFIED);
        }
        return mismatch.map(PeerVerdict::bad).orElseGet(() -> PeerVerdict.good(policy.level()));
    }

    /** Any certificate of the chain may be an anchor, or may be signed by one. */
    private @Nullable String problem(List<X509Certificate> chain, TrustAnchors anchors) {
        if (anchors.contains(chain.getFirst())) {
            return null;
        }
        List<X509Certificate> trusted = new ArrayList<>(anchors.certificates());
        chain.stream().filter(anchors::contains).forEach(trusted::add);
        String problem = new TrustedAuthorities(trusted, depth, Purpose.SERVER).problem(chain);
        return problem == null || problem.startsWith("certificate has") || problem.startsWith("certificate not")
                ? problem
                : NO_MATCH;
    }

    /** As the log shows it. */
    String describe(X509Certificate leaf) throws GeneralSecurityException {
        String issuer = attribute(leaf.getIssuerX500Principal(), "CN");
        return "subject_CN=" + attribute(leaf.getSubjectX500Principal(), "CN") + ", issuer_CN="
                + (issuer.isEmpty() ? attribute(leaf.getIssuerX500Principal(), "O") : issuer) + ", fingerprint="
                + colons(fingerprint(leaf.getEncoded())) + ", pkey_fingerprint="
                + colons(fingerprint(leaf.getPublicKey().getEncoded()));
    }

    private static String colons(String hex) {
        return hex.toUpperCase(Locale.ROOT).replaceAll("(..)(?=.)", "$1:");
    }

    /** The last value of that kind, or nothing. */
    private static String attribute(X500Principal name, String type) {
        return TrustedAuthorities.parts(name).stream()
                .filter(rdn -> rdn.getType().equalsIgnoreCase(type))
                .map(rdn -> String.valueOf(rdn.getValue()))
                .reduce("", (before, after) -> after);
    }

    /** A fingerprint of another length is of another digest. */
    boolean isUsable(String fingerprint) {
        try {
            return fingerprint.length() == 2 * MessageDigest.getInstance(digest).getDigestLength();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("it was there before", e);
        }
    }

    private String fingerprint(byte[] der) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(digest).digest(der))
                .toLowerCase(Locale.ROOT);
    }
}
