package org.postjames.table;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** A list in which a string stands for itself: mydestination, virtual_alias_domains. // string_list.c */
public final class StringList {
    private final String parameter;
    private final Consumer<String> warnings;
    private final List<MatchList.Item> items;
    private final Set<String> allText = new HashSet<>();
    private final boolean onlyPositiveText;

    /** @param parameter the parameter's name, for messages */
    public StringList(String parameter, String value, Tables tables) {
        this.parameter = parameter;
        this.warnings = tables.warnings();
        items = MatchList.parse(parameter, value, tables);
        boolean plain = true;
        for (MatchList.Item item : items) {
            if (item instanceof MatchList.Text text && text.positive()) {
                allText.add(text.text());
            } else {
                plain = false;
            }
        }
        onlyPositiveText = plain;
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    public boolean matches(String string) throws TableUnavailableException {
        String folded = Folding.lowerCase(string);
        if (onlyPositiveText) {
            return allText.contains(folded);
        }
        for (MatchList.Item item : items) {
            boolean hit =
                    switch (item) {
                        case MatchList.Text text -> text.text().equals(folded);
                        case MatchList.Table table -> MatchList.has(parameter, table.table(), folded, warnings);
                    };
            if (hit) {
                return item.positive();
            }
        }
        return false;
    }
}
