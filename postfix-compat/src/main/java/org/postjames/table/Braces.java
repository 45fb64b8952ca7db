package org.postjames.table;

import java.util.List;
import java.util.Optional;
import org.postjames.config.ValueSyntax;

/** Text in balanced braces: {@code {a, b}}. // balpar.c, extpar.c */
public final class Braces {
    private Braces() {}

    /** The index of the brace that closes the one at {@code open}, or -1. */
    public static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The words inside braces that enclose the whole text, or nothing if they do not, or enclose nothing. */
    static Optional<List<String>> words(String text) {
        if (!text.startsWith("{") || closing(text, 0) != text.length() - 1) {
            return Optional.empty();
        }
        List<String> words = ValueSyntax.list(text.substring(1, text.length() - 1));
        return words.isEmpty() ? Optional.empty() : Optional.of(words);
    }
}
