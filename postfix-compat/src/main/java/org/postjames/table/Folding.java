package org.postjames.table;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Case folding of keys: a string holds bytes; those above 127 are folded as UTF-8 text. // casefold.c */
public final class Folding {
    private Folding() {}

    public static String lowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127) {
                return foldUtf8(text);
            }
            if (c >= 'A' && c <= 'Z') {
                return text.toLowerCase(Locale.ROOT);
            }
        }
        return text;
    }

    private static String foldUtf8(String bytes) {
        byte[] raw = bytes.getBytes(StandardCharsets.ISO_8859_1);
        String decoded = new String(raw, StandardCharsets.UTF_8);
        if (decoded.indexOf('\uFFFD') >= 0) {
            StringBuilder out = new StringBuilder(bytes);
            for (int i = 0; i < out.length(); i++) {
                char c = out.charAt(i);
                if (c >= 'A' && c <= 'Z') {
                    out.setCharAt(i, (char) (c + 32));
                }
            }
            return out.toString();
        }
        return new String(
                decoded.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
