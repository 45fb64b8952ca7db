package org.postjames.table;

import java.io.IOException;
import java.util.Optional;

/** {@code static:text}: the same answer to every key. */
record StaticTable(TableName name, String value) implements LookupTable {
    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        String text = name.name();
        if (text.startsWith("{")) {
            if (Braces.closing(text, 0) != text.length() - 1) {
                throw new TableUnavailableException("bad static:name syntax: "
                        + (Braces.closing(text, 0) < 0
                                ? "missing '}' in \"" + text + "\""
                                : "syntax error after '}' in \"" + text + "\""));
            }
            text = TextLines.trim(text.substring(1, text.length() - 1));
        }
        try {
            return new StaticTable(name, context.value(text));
        } catch (IOException e) {
            throw new TableUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Optional<String> lookup(String key) {
        return Optional.of(value);
    }
}
