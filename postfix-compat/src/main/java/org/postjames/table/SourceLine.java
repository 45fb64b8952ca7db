package org.postjames.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Where in a table's source text an answer stands, for people. */
public final class SourceLine {
    private static final Set<String> COMPILED =
            Set.of("hash", "btree", "lmdb", "texthash", "dbm", "cdb", "sdbm"); // postmap(1), postalias(1)

    private SourceLine() {}

    /** {@code file:line}; nothing if the table has no source text, or its text says something else than the table. */
    public static Optional<String> of(LookupTable table, String key, String answer) {
        String file = table.name().name();
        OptionalInt known = table.line(key);
        if (known.isEmpty() && COMPILED.contains(table.name().type())) {
            known = find(file, key, answer);
        }
        return known.isPresent() ? Optional.of(file + ":" + known.getAsInt()) : Optional.empty();
    }

    private static OptionalInt find(String file, String key, String answer) {
        List<TextLines.Line> lines;
        try {
            lines = TextLines.split(file, TextLines.read(Path.of(file)), warning -> {});
        } catch (TableUnavailableException e) {
            return OptionalInt.empty();
        }
        // one text has the format of postmap or of postalias; in the other it does not give this answer
        List<KeyValueText.Entry> entries = new ArrayList<>(KeyValueText.parse(file, lines, warning -> {}));
        entries.addAll(AliasText.parse(file, lines, warning -> {}));
        String folded = Folding.lowerCase(key);
        return entries.stream()
                .filter(entry -> Folding.lowerCase(entry.key()).equals(folded)
                        && entry.value().equals(answer))
                .mapToInt(KeyValueText.Entry::line)
                .findFirst();
    }
}
