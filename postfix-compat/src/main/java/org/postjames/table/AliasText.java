package org.postjames.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.postjames.address.AddressSyntax;
import org.postjames.address.Token;

/** The {@code name: value, value} source of postalias(1), aliases(5). */
public final class AliasText {
    private AliasText() {}

    /** Keys in internal form; values in external form, one line each. */
    public static List<KeyValueText.Entry> parse(String file, List<TextLines.Line> lines, Consumer<String> warnings) {
        List<KeyValueText.Entry> entries = new ArrayList<>();
        for (TextLines.Line line : lines) {
            String at = file + ", line " + line.number() + ": ";
            List<Token> tokens = AddressSyntax.scan(line.text());
            int colon = 0;
            while (colon < tokens.size() && !tokens.get(colon).is(':')) {
                colon++;
            }
            if (colon == 0
                    || colon >= tokens.size() - 1
                    || tokens.subList(0, colon).stream().anyMatch(t -> t.is(','))) {
                warnings.accept(at + "need name:value pair");
                continue;
            }
            if (tokens.subList(0, colon).stream().anyMatch(t -> t.is('@') || t.is('%'))) {
                warnings.accept(at + "name must be local");
                continue;
            }
            String key = AddressSyntax.internalize(tokens.subList(0, colon));
            String value = AddressSyntax.externalize(tokens.subList(colon + 1, tokens.size()));
            entries.add(new KeyValueText.Entry(line.number(), key, value));
        }
        return entries;
    }
}
