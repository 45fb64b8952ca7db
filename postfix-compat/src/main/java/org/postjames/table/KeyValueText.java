package org.postjames.table;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The {@code key whitespace value} source of postmap(1). */
public final class KeyValueText {
    /** @param key as written, in quoted form */
    public record Entry(int line, String key, String value) {}

    private static final String QUOTE = "'" + '"' + "'";

    private KeyValueText() {}

    /** What the lines say; lines that say nothing useful are warned of and left out. */
    public static List<Entry> parse(String file, List<TextLines.Line> lines, Consumer<String> warnings) {
        return parse(file, lines, "", warnings);
    }

    /** @param consequence what is said after the complaint about a line without value: {@code texthash:} says more than postmap */
    static List<Entry> parse(String file, List<TextLines.Line> lines, String consequence, Consumer<String> warnings) {
        return lines.stream()
                .map(line -> entry(file, line, consequence, warnings))
                .filter(e -> e != null)
                .toList();
    }

    private static @Nullable Entry entry(
            String file, TextLines.Line line, String consequence, Consumer<String> warnings) {
        String text = line.text();
        String at = file + ", line " + line.number() + ": ";
        boolean inQuotes = false;
        int end = 0;
        for (; end < text.length(); end++) {
            char c = text.charAt(end);
            if (c == '\\') {
                if (++end == text.length()) {
                    break;
                }
            } else if (c == '"') {
                inQuotes = !inQuotes;
            } else if (!inQuotes && TextLines.isSpace(c)) {
                break;
            }
        }
        if (inQuotes) {
            warnings.accept(at + "unbalanced " + QUOTE + " in '" + text + "' -- ignoring this line");
            return null;
        }
        String key = text.substring(0, end);
        String value = TextLines.trim(text.substring(end));
        if (key.isEmpty() || value.isEmpty()) {
            warnings.accept(at + "expected format: key whitespace value" + consequence);
            return null;
        }
        if (key.endsWith(":")) {
            warnings.accept(at + "record is in " + '"' + "key: value" + '"' + " format; is this an alias file?");
        }
        return new Entry(line.number(), key, value);
    }
}
