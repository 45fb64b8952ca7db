package org.postjames.esmtp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The encodings of ENVID, ORCPT, XCLIENT and XFORWARD values: xtext with {@code +XX}, and for addresses of type utf-8 {@code \x{XXXX}}. All texts are bytes, one
 * character each. // RFC 3461 4, RFC 6533 3, xtext.c, uxtext.c
 */
public final class XText {
    /** What an unquoted value of a command parameter may not hold besides {@code +}. // RFC 3461 4: xtext */
    public static final String EQUALS = "=";

    private static final int MAX_UNICODE = 0x10ffff;

    private XText() {}

    /** What is not printable, and {@code +}, becomes {@code +XX}. */
    public static String encode(String bytes) {
        return encode(bytes, "");
    }

    /** @param special characters that are encoded as well */
    public static String encode(String bytes, String special) {
        StringBuilder out = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c > ' ' && c <= '~' && c != '+' && special.indexOf(c) < 0) {
                out.append(c);
            } else {
                out.append(String.format("+%02X", (int) c));
            }
        }
        return out.toString();
    }

    /** The decoded bytes, or nothing if a {@code +} is not followed by two hex digits. */
    public static Optional<String> decode(String encoded) {
        if (encoded.indexOf('+') < 0) {
            return Optional.of(encoded);
        }
        StringBuilder out = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '+') {
                out.append(c);
                continue;
            }
            int high = i + 2 < encoded.length() ? hex(encoded.charAt(i + 1)) : -1;
            int low = i + 2 < encoded.length() ? hex(encoded.charAt(i + 2)) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out.append((char) (high * 16 + low));
            i += 2;
        }
        return Optional.of(out.toString());
    }

    /**
     * An original recipient with its type, {@code rfc822;user@example}, as ORCPT says it; nothing if its type is utf-8 and it is not UTF-8.
     */
    public static Optional<String> encodeOrcpt(String typeAndAddress) {
        return isUtf8(typeAndAddress, typeAndAddress.indexOf(';'))
                ? encodeUnicode(typeAndAddress)
                : Optional.of(encode(typeAndAddress, EQUALS));
    }

    /** The reverse of {@link #encodeOrcpt}; nothing if there is no type, if an encoded character is wrong, or if it is NUL. */
    public static Optional<String> decodeOrcpt(String encoded) {
        int semicolon = encoded.indexOf(';');
        if (semicolon <= 0) {
            return Optional.empty();
        }
        String address = encoded.substring(semicolon + 1);
        return (isUtf8(encoded, semicolon) ? decodeUnicode(address) : decode(address))
                // Postfix differs: 3.7 cuts an address at a NUL byte; here it is refused, as in 3.12, because half an
                // address names somebody else
                .filter(bytes -> bytes.indexOf('\0') < 0)
                .map(bytes -> encoded.substring(0, semicolon + 1) + bytes);
    }

    private static boolean isUtf8(String typeAndAddress, int semicolon) {
        return semicolon == 5 && typeAndAddress.regionMatches(true, 0, "utf-8", 0, 5);
    }

    private static Optional<String> encodeUnicode(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length() + 16);
        String text = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) {
            return Optional.empty();
        }
        text.codePoints().forEach(c -> {
            if (c > ' ' && c <= '~' && "\\+=".indexOf(c) < 0) {
                out.append((char) c);
            } else {
                out.append(String.format("\\x{%02X}", c));
            }
        });
        return Optional.of(out.toString());
    }

    private static Optional<String> decodeUnicode(String encoded) {
        StringBuilder out = new StringBuilder(encoded.length());
        int from = 0;
        for (int start = encoded.indexOf("\\x{"); start >= 0; start = encoded.indexOf("\\x{", from)) {
            out.append(encoded, from, start);
            int end = encoded.indexOf('}', start);
            int unicode = 0;
            for (int i = start + 3; i < end; i++) {
                int digit = hex(encoded.charAt(i));
                unicode = digit < 0 ? MAX_UNICODE + 1 : unicode << 4 | digit;
                if (unicode > MAX_UNICODE) {
                    return Optional.empty();
                }
            }
            if (end < 0) {
                return Optional.empty();
            }
            // a surrogate is no character: it becomes "?"
            out.append(new String(
                    Character.toString(unicode).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            from = end + 1;
        }
        return Optional.of(out.append(encoded, from, encoded.length()).toString());
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
