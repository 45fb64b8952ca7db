package org.postjames.rewrite;

/** What is wrong with an address in brackets, in the words of Postfix's warnings. // valid_hostname.c: valid_ipv4_hostaddr(), valid_ipv6_hostaddr() */
final class LiteralFlaw {
    private LiteralFlaw() {}

    /** The warning about a literal that is none; empty if there is nothing to warn of. */
    static String of(String literal) {
        if (!literal.startsWith("[") || !literal.endsWith("]")) {
            return "";
        }
        String inner = literal.substring(1, literal.length() - 1);
        if (inner.regionMatches(true, 0, "IPv6:", 0, 5)) {
            String address = inner.substring(5);
            return "valid_ipv6_hostaddr: " + ofIpv6(address) + ": " + address;
        }
        return "valid_ipv4_hostaddr: " + ofIpv4(inner) + ": " + inner;
    }

    /** Empty for an IPv4 address. */
    static String ofIpv4(String address) {
        int octets = 0;
        int value = -1;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c >= '0' && c <= '9') {
                octets += value < 0 ? 1 : 0;
                value = Math.max(value, 0) * 10 + (c - '0');
                if (value > 255) {
                    return "invalid octet value";
                }
            } else if (c != '.') {
                return "invalid character " + (int) c + "(decimal)";
            } else if (value < 0 || i + 1 == address.length()) {
                return "misplaced dot";
            } else if (octets == 1 && value == 0 && !address.matches("[0.]*")) {
                return "bad initial octet value";
            } else {
                value = -1;
            }
        }
        return octets == 4 ? "" : "invalid octet count";
    }

    private static String ofIpv6(String address) {
        int colons = 0;
        int gaps = 0;
        int digits = 0;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '.') {
                return "malformed IPv4-in-IPv6 address";
            }
            if (c == ':') {
                colons++;
                gaps += address.startsWith("::", i) ? 1 : 0;
                digits = 0;
                if (colons > 7) {
                    return "too many `:' in IPv6 address";
                }
                if (gaps > 1) {
                    return "too many `::' in IPv6 address";
                }
            } else if (Character.digit(c, 16) < 0 || c > 127) {
                return "invalid character " + (int) c + "(decimal) in IPv6 address";
            } else if (++digits > 4) {
                return "malformed IPv6 address";
            }
        }
        return gaps == 0 && colons < 7 ? "too few `:' in IPv6 address" : "malformed IPv6 address";
    }
}
