package org.postjames.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.config.ValueSyntax;

/**
 * A table and in which order it is asked: {@code type:name}, or {@code { type:name, { search_order = cert_fingerprint, pubkey_fingerprint } }}. // map_search.c
 *
 * @param order what is asked for, or nothing if the argument does not say
 */
record MapSearch(String table, Optional<List<String>> order) {
    private static final List<String> KNOWN =
            List.of("cert_fingerprint", "pubkey_fingerprint", "issuer_cn", "subject_cn");

    /** @throws IllegalArgumentException with Postfix's words if the argument is malformed */
    static MapSearch of(String argument) {
        if (!argument.startsWith("{")) {
            return new MapSearch(argument, Optional.empty());
        }
        if (!argument.endsWith("}")) {
            throw new IllegalArgumentException("malformed map specification: '" + argument + "'");
        }
        List<String> words = ValueSyntax.list(argument.substring(1, argument.length() - 1));
        if (words.isEmpty()) {
            throw new IllegalArgumentException("empty map specification: '" + argument + "'");
        }
        if (words.getFirst().indexOf(':') < 0) {
            throw new IllegalArgumentException("malformed map specification: '" + argument
                    + "', expected maptype:mapname instead of '" + words.getFirst() + "'");
        }
        Optional<List<String>> order = Optional.empty();
        for (String word : words.subList(1, words.size())) {
            order = Optional.of(order(argument, word));
        }
        return new MapSearch(words.getFirst(), order);
    }

    private static List<String> order(String argument, String attribute) {
        boolean braces = attribute.startsWith("{") && attribute.endsWith("}");
        String text = braces ? attribute.substring(1, attribute.length() - 1).strip() : attribute;
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("malformed map attribute in '" + argument + "': '"
                    + (equals < 0 ? "missing '=' after attribute name" : "missing attribute name") + "'");
        }
        String name = text.substring(0, equals).strip();
        if (!name.equalsIgnoreCase("search_order")) {
            throw new IllegalArgumentException("unknown map attribute in '" + argument + "': '" + name + "'");
        }
        List<String> order = ValueSyntax.list(text.substring(equals + 1)).stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        for (String word : order) {
            if (!KNOWN.contains(word)) {
                throw new IllegalArgumentException("unknown search type '" + word + "' in '" + argument + "'");
            }
        }
        return order;
    }
}
