package org.postjames.rewrite;

import java.util.Optional;
import org.postjames.table.HostAddress;

/** What may stand after an {@code @}. // valid_hostname.c, valid_mailhost_addr.c */
final class HostNames {
    private HostNames() {}

    /** Labels of letters, digits, {@code - _}, not all of them digits, at most 255 characters. */
    static boolean isHostname(String name) {
        int length = name.length();
        if (length == 0 || length > 255) {
            return false;
        }
        int label = 0;
        boolean onlyDigits = true;
        char before = '.';
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            if (c == '.') {
                if (label == 0 || before == '-') {
                    return false;
                }
                label = 0;
            } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_') {
                onlyDigits = false;
                label++;
            } else if (c >= '0' && c <= '9') {
                label++;
            } else if (c == '-' && label > 0) {
                onlyDigits = false;
                label++;
            } else {
                return false;
            }
            if (label > 63) {
                return false;
            }
            before = c;
        }
        return label > 0 && before != '-' && !onlyDigits;
    }

    /** An IPv4 address; leading zeros are allowed, another network 0 than 0.0.0.0 is not. */
    private static Optional<HostAddress> ipv4(String text) {
        return LiteralFlaw.ofIpv4(text).isEmpty()
                ? HostAddress.parse(text.replaceAll("(?<![0-9])0+(?=[0-9])", ""))
                : Optional.empty();
    }

    /** An address without brackets. // valid_hostname.c: valid_hostaddr() */
    static Optional<HostAddress> address(String text) {
        return text.indexOf(':') >= 0 ? HostAddress.parse(text) : ipv4(text);
    }

    /** The address in {@code [1.2.3.4]} or {@code [IPv6:…]}. */
    static Optional<HostAddress> literal(String text) {
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return Optional.empty();
        }
        String inner = text.substring(1, text.length() - 1);
        if (inner.regionMatches(true, 0, "IPv6:", 0, 5)) {
            return HostAddress.parse(inner.substring(5)).filter(HostAddress::isIpv6);
        }
        return ipv4(inner);
    }
}
