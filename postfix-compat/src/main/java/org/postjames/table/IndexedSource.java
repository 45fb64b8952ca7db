package org.postjames.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

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
                Optional<String> value = value(file, line, entry.value(), context);
                if (value.isPresent() && !packed.putIfAbsent(key, value.get())) {
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

    /** The table {@code texthash:}. // dict_thash.c */
    static LookupTable text(TableName name, String text, TableContext context) {
        if (context.flags().duplicates() == TableFlags.Duplicates.REPLACE) { // a command does this, not a server
            Map<String, String> map = new LinkedHashMap<>();
            fill(name.name(), text, context, (key, value) -> {
                map.put(key, value);
                return true;
            });
            return new MapTable(name, map, context);
        }
        PackedEntries packed = new PackedEntries();
        boolean ignore = context.flags().duplicates() == TableFlags.Duplicates.IGNORE;
        fill(name.name(), text, context, (key, value) -> packed.putIfAbsent(key, value) || ignore);
        return new SourceTable(name, packed, context);
    }

    /** @param entries takes a folded key and its value; says whether there is nothing to be said */
    private static void fill(String file, String text, TableContext context, BiPredicate<String, String> entries) {
        Consumer<String> warnings = context.warnings();
        TextLines.forEach(file, text, warnings, line -> {
            String at = file + ", line " + line.number() + ": ";
            if (context.flags().utf8() && !Utf8Text.isValid(line.text())) {
                warnings.accept(at + "non-UTF-8 input \"" + line.text() + "\" -- ignoring this line");
                return;
            }
            for (KeyValueText.Entry entry :
                    KeyValueText.parse(file, List.of(line), " -- ignoring this line", warnings)) {
                Optional<String> value = value(file, line, entry.value(), context);
                if (value.isPresent() && !entries.test(context.fold(entry.key()), value.get())) {
                    warnings.accept(at + "duplicate entry: \"" + entry.key() + "\"");
                }
            }
        });
    }

    private static Optional<String> value(String file, TextLines.Line line, String text, TableContext context) {
        try {
            return Optional.of(context.value(text));
        } catch (IOException e) {
            context.warnings()
                    .accept(file + ", line " + line.number() + ": " + e.getMessage() + ": skipping this entry");
            return Optional.empty();
        }
    }

    private static boolean looksLikeAlias(TextLines.Line line) {
        String text = line.text();
        int i = 0;
        if (text.startsWith("\"")) {
            i = text.indexOf('"', 1);
            return i > 0 && TextLines.trim(text.substring(i + 1)).startsWith(":");
        }
        while (i < text.length() && !TextLines.isSpace(text.charAt(i)) && text.charAt(i) != ':') {
            i++;
        }
        return TextLines.trim(text.substring(i)).startsWith(":");
    }
}
