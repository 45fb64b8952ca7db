package org.postjames.config;

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

    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>(2048);
    private static final List<Entry> SERVICE_ENTRIES = new ArrayList<>();

    static {
        read();
    }

    private ParameterTable() {}

    /** The parameter of this name: built in, or one that each transport has ({@code relay_destination_concurrency_limit}). */
    public static Optional<Entry> find(String name) {
        Entry entry = ENTRIES.get(name);
        return entry != null ? Optional.of(entry) : serviceEntry(name);
    }

    /** What {@code find} finds without the transports' parameters. */
    public static Optional<Entry> builtIn(String name) {
        return Optional.ofNullable(ENTRIES.get(name));
    }

    /** All parameters that have one name. */
    public static Map<String, Entry> all() {
        return Collections.unmodifiableMap(ENTRIES);
    }

    /** The parameters that each transport has; their names begin with {@code *}. */
    public static List<Entry> serviceEntries() {
        return Collections.unmodifiableList(SERVICE_ENTRIES);
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
        Optional<Entry> entry = find(name);
        String text = entry.map(Entry::defaultExpression).orElse("");
        for (int depth = 0; depth < 3 && text.startsWith("$") && ENTRIES.get(text.substring(1)) != null; depth++) {
            text = ENTRIES.get(text.substring(1)).defaultExpression();
        }
        if (text.isEmpty()) {
            return 's';
        }
        char last = text.charAt(text.length() - 1);
        return last < 128 && Character.isLetter(last) ? last : 's';
    }

    private static void read() {
        String text;
        try (InputStream in = ParameterTable.class.getResourceAsStream("parameters.tsv")) {
            if (in == null) {
                throw new IllegalStateException("parameters.tsv is not on the class path");
            }
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            if (end > start && text.charAt(start) != '#') {
                add(text.substring(start, end));
            }
            start = end + 1;
        }
    }

    private static void add(String line) {
        String[] fields = {"", "", "", "", "", "not-yet"};
        int start = 0;
        for (int i = 0; i < fields.length && start <= line.length(); i++) {
            int tab = line.indexOf('\t', start);
            int end = tab < 0 ? line.length() : tab;
            fields[i] = line.substring(start, end);
            start = end + 1;
        }
        Entry entry = new Entry(fields[0], fields[1], fields[2], bound(fields[3]), bound(fields[4]), fields[5]);
        if (entry.valueClass().equals("service")) {
            SERVICE_ENTRIES.add(entry);
        } else {
            ENTRIES.put(entry.name(), entry);
        }
    }

    private static OptionalLong bound(String field) {
        return field.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(field));
    }
}
