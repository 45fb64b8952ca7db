package org.postjames.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code tls_eecdh_auto_curves} in the JDK's names, in order.
 *
 * @param groups what {@link javax.net.ssl.SSLParameters#setNamedGroups} takes
 * @param unknown names of OpenSSL's that the JDK has no curve for
 */
public record EllipticCurves(List<String> groups, List<String> unknown) {
    private static final Map<String, String> JDK = Map.ofEntries(
            Map.entry("x25519", "x25519"),
            Map.entry("x448", "x448"),
            Map.entry("prime256v1", "secp256r1"),
            Map.entry("secp256r1", "secp256r1"),
            Map.entry("p-256", "secp256r1"),
            Map.entry("secp384r1", "secp384r1"),
            Map.entry("p-384", "secp384r1"),
            Map.entry("secp521r1", "secp521r1"),
            Map.entry("p-521", "secp521r1"));

    public static EllipticCurves of(List<String> names) {
        List<String> groups = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            String group = JDK.get(name.toLowerCase(Locale.ROOT));
            if (group == null) {
                unknown.add(name);
            } else if (!groups.contains(group)) {
                groups.add(group);
            }
        }
        return new EllipticCurves(List.copyOf(groups), List.copyOf(unknown));
    }
}
