package org.postjames.smtp.client.tls;

import java.util.List;
import java.util.Optional;

/**
 * What is demanded of one server. Two connections are alike only if their policies are equal.
 *
 * @param protocols {@code >=TLSv1.2}, …
 * @param grade {@code medium}, …
 * @param exclusions cipher words that are excluded
 * @param serverName what is sent as SNI: a name, {@code hostname}, {@code nexthop}, or nothing
 * @param match at the levels verify and secure: names, {@code hostname}, {@code nexthop}, {@code dot-nexthop}
 * @param fingerprints at the level fingerprint: lower-case hex digits, without colons
 * @param anchors if there, the only ones that are trusted
 */
public record TlsPolicy(
        SecurityLevel level,
        List<String> protocols,
        String grade,
        List<String> exclusions,
        String serverName,
        List<String> match,
        List<String> fingerprints,
        Optional<TrustAnchors> anchors,
        boolean connectionReuse) {
    /** No TLS, whatever the server offers. */
    public static final TlsPolicy NONE = new TlsPolicy(
            SecurityLevel.NONE, List.of(), "", List.of(), "", List.of(), List.of(), Optional.empty(), true);
}
