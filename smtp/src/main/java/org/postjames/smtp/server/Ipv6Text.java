package org.postjames.smtp.server;

/** An IPv6 address in its short form. // RFC 5952 4 */
final class Ipv6Text {
    private Ipv6Text() {}

    static String of(byte[] bytes) {
        int[] fields = new int[8];
        for (int i = 0; i < 8; i++) {
            fields[i] = (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && fields[end] == 0) {
                end++;
            }
            if (end - i > bestLength) {
                bestStart = i;
                bestLength = end - i;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
            } else {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(fields[i]));
            }
        }
        return out.toString();
    }
}
