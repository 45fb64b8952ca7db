package org.postjames.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The source text of a table that was to be compiled: postmap's format, or an alias file's, when its lines are {@code name: value}. The first of several
 * equal keys wins, as when postmap builds the table.
 */
final class IndexedSource {
    private IndexedSource() {}

    static LookupTable read(TableName name, Path file, TableContext context) throws TableUnavailableException {
        String text;
        try {
            text = TextLines.read(file);
        } catch (TableUnavailableException e) {
            throw new TableUnavailableException("open database " + name.name() + ".lmdb: No such file or directory", e);
        }
        return new SourceTable(name, entries(name.name(), text, isAliases(text), context), context);
    }

    /** Whether the source was changed after it was compiled, and not just now. // dict_open(3): 100 seconds */
    static boolean isNewerThan(Path compiled, Path source) {
        try {
            long changed = Files.getLastModifiedTime(source).to(TimeUnit.SECONDS);
            return changed > Files.getLastModifiedTime(compiled).to(TimeUnit.SECONDS)
                    && changed < Instant.now().getEpochSecond() - 100;
        } catch (IOException e) {
            return false; // one of them is gone: nothing to compare
        }
    }

    /** The entries by folded key; the first of several equal keys wins, with a warning about the others. */
    static PackedEntries entries(String file, String text, boolean aliases, TableContext context) {
        PackedEntries packed = new PackedEntries();
        TextLines.forEach(file, text, context.warnings(), line -> {
            List<TextLines.Line> one = List.of(line);
            List<KeyValueText.Entry> entries = aliases
                    ? AliasText.parse(file, one, context.warnings())
                    : KeyValueText.parse(file, one, " -- ignoring this line", context.warnings()); // dict_thash.c
            for (KeyValueText.Entry entry : entries) {
                String key = context.fold(entry.key());
                if (!packed.putIfAbsent(key, entry.value())) {
                    context.warnings().accept(file + ", line " + line.number() + ": duplicate entry: \"" + key + "\"");
                }
            }
        });
        return packed;
    }

    private static boolean isAliases(String text) {
        int[] lines = {0, 0}; // all, and those of an alias file
        TextLines.forEach("", text, warning -> {}, line -> {
            lines[0]++;
            lines[1] += looksLikeAlias(line) ? 1 : 0;
        });
        return lines[0] > 0 && lines[0] == lines[1];
    }

    private static boolean looksLikeAlias(TextLines.Line line) {
        String text = line.text();
        int i = 0;
        if (text.charAt(0) == '"') {
            i = text.indexOf('"', 1);
            return i > 0 && TextLines.trim(text.substring(i + 1)).startsWith(":");
        }
        while (i < text.length() && !TextLines.isSpace(text.charAt(i)) && text.charAt(i) != ':') {
            i++;
        }
        return TextLines.trim(text.substring(i)).startsWith(":");
    }
}
