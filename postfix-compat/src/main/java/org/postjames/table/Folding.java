package org.postjames.table;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Case folding of keys: a string holds bytes; those above 127 are folded as UTF-8 text. // casefold.c */
public final class Folding {
    private Folding() {}

    public static String lowerCase(String text) {
        boolean capitals = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127) {
                return foldUtf8(text);
            }
            capitals |= c >= 'A' && c <= 'Z';
        }
        return capitals ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** Folds the letters of ASCII only. // lowercase() */
    public static String asciiLowerCase(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                out.setCharAt(i, (char) (c + 32));
            }
        }
        return out.toString();
    }

    private static String foldUtf8(String bytes) {
        String decoded = new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (decoded.indexOf('\uFFFD') >= 0) {
            return asciiLowerCase(bytes);
        }
        StringBuilder out = new StringBuilder();
        decoded.codePoints().forEach(c -> out.append(fold(c)));
        return new String(out.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Unicode's full case folding, which is the lower case of the upper case but for a few letters. // u_strFoldCase(3) */
    private static String fold(int codePoint) {
        String upper = Character.toString(codePoint).toUpperCase(Locale.ROOT);
        StringBuilder lower = new StringBuilder();
        upper.codePoints().forEach(c -> lower.append(Character.toString(c).toLowerCase(Locale.ROOT)));
        return lower.toString();
    }
}
