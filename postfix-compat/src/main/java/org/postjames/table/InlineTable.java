package org.postjames.table;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code inline:{key=value, {key = text with spaces}}}. // dict_inline.c */
final class InlineTable {
    private InlineTable() {}

    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        String need = "\"" + name + "\"; need \"inline:{name="
                + (context.flags().fileContent() ? "filename" : "value") + "...}\"";
        String text = name.name();
        if (!text.startsWith("{") || Braces.closing(text, 0) != text.length() - 1 || text.length() == 2) {
            throw new TableUnavailableException("bad syntax: \"" + name + "\"; need \"inline:{name=value...}\"");
        }
        List<String> words =
                Braces.words(text).orElseThrow(() -> new TableUnavailableException("empty table: " + need));
        Map<String, String> map = new LinkedHashMap<>();
        for (String word : words) {
            int close = word.startsWith("{") ? Braces.closing(word, 0) : word.length() - 1;
            if (close != word.length() - 1) {
                throw new TableUnavailableException("syntax error after '}' in \"" + word + "\": " + need);
            }
            String pair = word.startsWith("{") && word.endsWith("}") ? word.substring(1, word.length() - 1) : word;
            String entry = TextLines.trim(pair);
            if (entry.isEmpty()) {
                throw new TableUnavailableException("no key found; expected format: key = value: " + need);
            }
            int end = nameEnd(entry);
            if (end < 0) {
                throw new TableUnavailableException("unbalanced '\"': " + need);
            }
            String rest = TextLines.trim(entry.substring(end));
            if (!rest.startsWith("=")) {
                throw new TableUnavailableException("missing '=' after attribute name: " + need);
            }
            try {
                map.put(context.fold(entry.substring(0, end)), context.value(TextLines.trim(rest.substring(1))));
            } catch (IOException e) {
                throw new TableUnavailableException(e.getMessage() + ": " + need, e);
            }
        }
        return new MapTable(name, map, context);
    }

    /** Where the name ends: before white space or an equals sign outside of quotes; -1 if a quote has no end. // split_qnameval(3) */
    private static int nameEnd(String pair) {
        boolean quoted = false;
        for (int i = 0; i < pair.length(); i++) {
            char c = pair.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '=' || TextLines.isSpace(c))) {
                return i;
            }
        }
        return quoted ? -1 : pair.length();
    }
}
