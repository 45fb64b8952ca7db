package org.postjames.table;

import java.util.Arrays;
import java.util.Optional;

/** A numeric IPv4 or IPv6 address: 4 or 16 bytes in network order. Never asks the DNS. // inet_pton(3) */
public record HostAddress(byte[] bytes) {
    public static Optional<HostAddress> parse(String text) {
        byte[] bytes = text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
        return bytes.length == 0 ? Optional.empty() : Optional.of(new HostAddress(bytes));
    }

    public boolean isIpv6() {
        return bytes.length == 16;
    }

    /** The IPv4 address in {@code ::ffff:1.2.3.4}; any other address itself. */
    public HostAddress withoutMapping() {
        byte[] prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
        return isIpv6() && Arrays.equals(bytes, 0, 12, prefix, 0, 12)
                ? new HostAddress(Arrays.copyOfRange(bytes, 12, 16))
                : this;
    }

    private static byte[] ipv4(String text) {
        byte[] out = new byte[4];
        int part = 0;
        int value = -1;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (value < 0 || part > 3) {
                    return new byte[0];
                }
                out[part++] = (byte) value;
                value = -1;
            } else if (c < '0' || c > '9' || value == 0) {
                return new byte[0];
            } else {
                value = Math.max(value, 0) * 10 + (c - '0');
                if (value > 255) {
                    return new byte[0];
                }
            }
        }
        return part == 4 ? out : new byte[0];
    }

    private static byte[] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return new byte[0];
        }
        byte[] head = fields(gap < 0 ? text : text.substring(0, gap));
        byte[] tail = gap < 0 ? new byte[0] : fields(text.substring(gap + 2));
        int used = head.length + tail.length;
        boolean bad = head.length > 16 || tail.length > 16;
        if (bad || (gap < 0 ? used != 16 : used > 14)) {
            return new byte[0];
        }
        byte[] out = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, out, 16 - tail.length, tail.length);
        return out;
    }

    /** The bytes of colon-separated fields; more than 16 bytes stand for a flaw. */
    private static byte[] fields(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        byte[] flaw = new byte[18];
        byte[] out = new byte[18];
        int length = 0;
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (i == parts.length - 1 && part.indexOf('.') >= 0) {
                byte[] four = ipv4(part);
                if (four.length == 0 || length > 12) {
                    return flaw;
                }
                System.arraycopy(four, 0, out, length, 4);
                length += 4;
                continue;
            }
            if (part.isEmpty() || part.length() > 4 || length > 14) {
                return flaw;
            }
            int value = 0;
            for (int k = 0; k < part.length(); k++) {
                int digit = Character.digit(part.charAt(k), 16);
                if (digit < 0 || part.charAt(k) > 127) {
                    return flaw;
                }
                value = value * 16 + digit;
            }
            out[length++] = (byte) (value >> 8);
            out[length++] = (byte) value;
        }
        return Arrays.copyOf(out, length);
    }

    /** The usual text: dotted, or RFC 5952. */
    @Override
    public String toString() {
        if (!isIpv6()) {
            return (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "." + (bytes[3] & 255);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && field(end) == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestStart = i;
                bestLength = end - i;
            }
        }
        StringBuilder out = new StringBuilder();
        boolean holdsIpv4 = bestStart == 0 && (bestLength == 6 || bestLength == 5 && field(5) == 0xffff); // glibc
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
                continue;
            }
            if (i == 6 && holdsIpv4) {
                out.append(out.charAt(out.length() - 1) == ':' ? "" : ":");
                return out.append(new HostAddress(Arrays.copyOfRange(bytes, 12, 16)))
                        .toString();
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(Integer.toHexString(field(i)));
        }
        return out.toString();
    }

    private int field(int i) {
        return (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
