package org.postjames.config;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** The built-in parameters of Postfix 3.7.11 and our own, read from {@code parameters.tsv}. */
public final class ParameterTable {
    /**
     * One built-in parameter.
     *
     * @param valueClass {@code bool int long time str raw}; {@code service} for one that each transport has (the name begins with {@code *});
     *     {@code legacy} for a name that only defaults mention; {@code readonly} for what no file can set
     * @param defaultExpression unexpanded
     * @param least the least value, seconds for a time; for {@code str} the least length
     * @param greatest likewise
     * @param status {@code honoured}, {@code not-yet} or {@code no-meaning: reason}
     */
    public record Entry(
            String name,
            String valueClass,
            String defaultExpression,
            OptionalLong least,
            OptionalLong greatest,
            String status) {
        public boolean honoured() {
            return status.equals("honoured");
        }
    }

    /** Where {@code parameters.tsv} lies outside the jar: the commands' start script names it, because opening a jar costs them more than all the rest. */
    private static final String FILE_PROPERTY = "postjames.parameters";

    private static final byte[] TEXT = read();
    /** The lines up to here are in the order of their names, so that one is found without reading all; what follows is read at once. */
    private static final int SORTED_END;

    private static final Map<String, Optional<Entry>> FOUND = new ConcurrentHashMap<>();
    private static final List<Entry> SERVICE_ENTRIES = new ArrayList<>();
    /** The parameters without a line of their own in postconf(5): former names and what no file can set. */
    private static final Map<String, Entry> OTHERS = new LinkedHashMap<>();

    static {
        SORTED_END = readOthers();
    }

    private ParameterTable() {}

    /** The parameter of this name: built in, or one that each transport has ({@code relay_destination_concurrency_limit}). */
    public static Optional<Entry> find(String name) {
        Optional<Entry> entry = builtIn(name);
        return entry.isPresent() ? entry : serviceEntry(name);
    }

    /** What {@code find} finds without the transports' parameters. */
    public static Optional<Entry> builtIn(String name) {
        Optional<Entry> known = FOUND.get(name);
        if (known == null) {
            Entry other = OTHERS.get(name);
            known = other != null ? Optional.of(other) : search(name);
            if (known.isPresent()) {
                FOUND.put(name, known);
            }
        }
        return known;
    }

    /** All parameters that have one name. */
    public static Map<String, Entry> all() {
        return All.ENTRIES;
    }

    /** The parameters that each transport has; their names begin with {@code *}. */
    public static List<Entry> serviceEntries() {
        return Collections.unmodifiableList(SERVICE_ENTRIES);
    }

    /** Read when somebody wants all of them. */
    private static final class All {
        static final Map<String, Entry> ENTRIES = read();

        private All() {}

        private static Map<String, Entry> read() {
            Map<String, Entry> entries = new LinkedHashMap<>(2048);
            for (int start = 0; start < SORTED_END; start = lineEnd(start) + 1) {
                if (TEXT[start] != '#') {
                    Entry entry = entryAt(start);
                    entries.put(entry.name(), entry);
                }
            }
            entries.putAll(OTHERS);
            return Collections.unmodifiableMap(entries);
        }
    }

    private static Optional<Entry> serviceEntry(String name) {
        Entry best = null;
        for (Entry entry : SERVICE_ENTRIES) {
            String suffix = entry.name().substring(1);
            if (name.endsWith(suffix)
                    && name.length() > suffix.length()
                    && (best == null || suffix.length() >= best.name().length())) {
                best = entry;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The unit of a time without one. // mail_conf_time.c: the first letter of the expanded default */
    static char defaultUnit(String name) {
        String text = find(name).map(Entry::defaultExpression).orElse("");
        for (int depth = 0; depth < 3 && text.startsWith("$"); depth++) {
            Optional<Entry> other = builtIn(text.substring(1));
            if (other.isEmpty()) {
                break;
            }
            text = other.get().defaultExpression();
        }
        if (text.isEmpty()) {
            return 's';
        }
        char last = text.charAt(text.length() - 1);
        return last < 128 && Character.isLetter(last) ? last : 's';
    }

    private static byte[] read() {
        String file = System.getProperty(FILE_PROPERTY);
        try (InputStream in =
                file != null ? new FileInputStream(file) : ParameterTable.class.getResourceAsStream("parameters.tsv")) {
            if (in == null) {
                throw new IllegalStateException("parameters.tsv is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the lines behind the sorted ones, from the last backwards; returns where those end. */
    private static int readOthers() {
        List<Entry> entries = new ArrayList<>();
        int end = TEXT.length;
        while (end > 0) {
            int start = lineStart(end - 1);
            Entry entry = entryAt(start);
            if (!entry.valueClass().equals("service")
                    && !entry.valueClass().equals("legacy")
                    && !entry.valueClass().equals("readonly")) {
                break;
            }
            entries.add(entry);
            end = start;
        }
        for (Entry entry : entries.reversed()) {
            if (entry.valueClass().equals("service")) {
                SERVICE_ENTRIES.add(entry);
            } else {
                OTHERS.put(entry.name(), entry);
            }
        }
        return end;
    }

    private static Optional<Entry> search(String name) {
        int low = 0;
        int high = SORTED_END;
        while (low < high) {
            int start = lineStart((low + high) >>> 1);
            int order = compare(name, start);
            if (order == 0) {
                return Optional.of(entryAt(start));
            }
            if (order < 0) {
                high = start;
            } else {
                low = lineEnd(start) + 1;
            }
        }
        return Optional.empty();
    }

    /** Compares a name with the first field of a line. */
    private static int compare(String name, int start) {
        for (int i = 0; i < name.length(); i++) {
            int order = name.charAt(i) - TEXT[start + i];
            if (order != 0) {
                return order;
            }
        }
        return TEXT[start + name.length()] == '\t' ? 0 : -1;
    }

    /** Where the line begins that has something at {@code at}. */
    private static int lineStart(int at) {
        int start = at;
        while (start > 0 && TEXT[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static int lineEnd(int start) {
        int end = start;
        while (TEXT[end] != '\n') {
            end++;
        }
        return end;
    }

    private static Entry entryAt(int start) {
        String line = new String(TEXT, start, lineEnd(start) - start, StandardCharsets.UTF_8);
        String[] fields = {"", "", "", "", "", "not-yet"};
        int from = 0;
        for (int i = 0; i < fields.length && from <= line.length(); i++) {
            int tab = line.indexOf('\t', from);
            int end = tab < 0 ? line.length() : tab;
            fields[i] = line.substring(from, end);
            from = end + 1;
        }
        return new Entry(fields[0], fields[1], fields[2], bound(fields[3]), bound(fields[4]), fields[5]);
    }

    private static OptionalLong bound(String field) {
        return field.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(field));
    }
}
