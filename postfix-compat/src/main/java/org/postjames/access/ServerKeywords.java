package org.postjames.access;

import org.jspecify.annotations.Nullable;
import org.postjames.dns.DnsResolver;

/** The keywords {@code check_…_mx_access}, {@code check_…_ns_access} and {@code check_…_a_access}. */
final class ServerKeywords {
    private ServerKeywords() {}

    static @Nullable Restriction find(String keyword, TableRestriction access, RestrictionContext context) {
        int end = keyword.lastIndexOf('_');
        int middle = keyword.lastIndexOf('_', end - 1);
        if (middle <= "check".length()) {
            return null;
        }
        DnsResolver.Type type =
                switch (keyword.substring(middle + 1, end)) {
                    case "mx" -> DnsResolver.Type.MX;
                    case "ns" -> DnsResolver.Type.NS;
                    case "a" -> DnsResolver.Type.A;
                    default -> null;
                };
        Judged judged =
                switch (keyword.substring("check_".length(), middle)) {
                    case "client" -> Judged.CLIENT;
                    case "reverse_client_hostname" -> Judged.REVERSE_CLIENT;
                    case "helo" -> Judged.HELO;
                    case "sender" -> Judged.SENDER;
                    case "recipient" -> Judged.RECIPIENT;
                    default -> null;
                };
        return type == null || judged == null ? null : new CheckServerAccess(keyword, judged, type, access, context);
    }
}
