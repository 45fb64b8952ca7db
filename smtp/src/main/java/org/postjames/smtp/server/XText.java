package org.postjames.smtp.server;

import java.util.Optional;

/** {@code +XX} encoding of DSN and XCLIENT values. // RFC 3461 4, xtext.c */
final class XText {
    private XText() {}

    /** Bytes as characters; what is neither printable nor safe becomes {@code +XX}. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (char c : text.toCharArray()) {
            encoded.append(c > ' ' && c <= '~' && c != '+' ? String.valueOf(c) : String.format("+%02X", (int) c));
        }
        return encoded.toString();
    }

    /** The decoded text, or nothing if a {@code +} is not followed by two hex digits. */
    static Optional<String> decode(String text) {
        if (text.indexOf('+') < 0) {
            return Optional.of(text);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '+') {
                out.append(c);
                continue;
            }
            int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out.append((char) (high * 16 + low));
            i += 2;
        }
        return Optional.of(out.toString());
    }
}
