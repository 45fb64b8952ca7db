package org.postjames.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.postjames.config.ValueSyntax;

/**
 * A list parameter such as mydestination: strings, {@code type:table}, {@code /file} with more of them, each with any number of {@code !} in front; the first
 * item that matches decides. // match_list.c
 */
final class MatchList {
    /** One item: a folded string, or a table. */
    sealed interface Item {
        boolean positive();
    }

    record Text(String text, boolean positive) implements Item {}

    record Table(LookupTable table, boolean positive) implements Item {}

    private final String parameter;
    private final Tables tables;
    private final List<Item> items = new ArrayList<>();

    private MatchList(String parameter, Tables tables) {
        this.parameter = parameter;
        this.tables = tables;
    }

    static List<Item> parse(String parameter, String value, Tables tables) {
        MatchList list = new MatchList(parameter, tables);
        list.add(value, true);
        return List.copyOf(list.items);
    }

    private void add(String value, boolean positive) {
        for (String word : ValueSyntax.list(value)) {
            if (word.startsWith("#")) {
                tables.warnings().accept(parameter + ": comment at end of line is not supported: " + word);
                return;
            }
            int marks = 0;
            while (marks < word.length() && word.charAt(marks) == '!') {
                marks++;
            }
            String item = word.substring(marks);
            if (item.isEmpty()) {
                throw new IllegalArgumentException(parameter + ": no pattern after '!'");
            }
            addItem(item, positive ^ marks % 2 == 1);
        }
    }

    private void addItem(String item, boolean positive) {
        if (item.startsWith("/")) {
            addFile(item, positive);
        } else if (item.charAt(0) != '[' && item.indexOf(':') >= 0) {
            items.add(new Table(tables.openForList(item), positive));
        } else {
            items.add(new Text(Folding.lowerCase(item), positive));
        }
    }

    private void addFile(String file, boolean positive) {
        try {
            for (String line : TextLines.read(Path.of(file)).split("\n")) {
                if (!line.startsWith("#")) {
                    add(line, positive);
                }
            }
        } catch (TableUnavailableException e) {
            TableName name = new TableName("non-existent", file);
            tables.warnings().accept(parameter + ": " + name + ": " + e.getMessage());
            items.add(new Table(new MissingFile(name, String.valueOf(e.getMessage())), positive));
        }
    }

    /** Asks a table of a list. What is wrong with it is warned of; the list's user learns that the list could not answer. // match_ops.c */
    static boolean has(String parameter, LookupTable table, String key, Consumer<String> warnings)
            throws TableUnavailableException {
        try {
            return table.lookup(key).isPresent();
        } catch (TableUnavailableException e) {
            warnings.accept(parameter + ": " + table.name() + ": table lookup problem");
            throw new TableUnavailableException(parameter + " lookup failure", e);
        }
    }

    private record MissingFile(TableName name, String reason) implements LookupTable {
        @Override
        public java.util.Optional<String> lookup(String key) throws TableUnavailableException {
            throw new TableUnavailableException(reason);
        }
    }
}
