package org.postjames.table;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.config.ValueSyntax;
import org.postjames.log.MailLog;

/**
 * All lookup tables of one configuration snapshot, opened once each, by name. A table that cannot be opened is a table that never answers. Closing gives
 * up the files that drivers hold.
 */
public final class Tables implements AutoCloseable {
    private record Key(TableName name, TableFlags flags, boolean substitution) {
        // written out, as in TableName
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && name.equals(key.name)
                    && flags.foldKeys() == key.flags.foldKeys()
                    && flags.fileContent() == key.flags.fileContent()
                    && substitution == key.substitution;
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    private final PostfixConfig config;
    private final Consumer<String> warnings;
    private final Consumer<String> failures;
    private final TableFlags flags;
    private final @Nullable LookupObserver observer;
    private final Map<String, TableType> types = new HashMap<>();
    private final Map<Key, LookupTable> open = new ConcurrentHashMap<>();

    private Tables(
            PostfixConfig config,
            Consumer<String> warnings,
            Consumer<String> failures,
            TableFlags flags,
            @Nullable LookupObserver observer) {
        this.observer = observer;
        this.config = config;
        this.warnings = warnings;
        this.failures = failures;
        this.flags = flags;
        for (TableType type : BuiltInTypes.all()) {
            type.names().forEach(name -> types.put(name, type));
        }
        for (TableType type : Drivers.all()) {
            type.names().forEach(name -> types.put(name, type));
        }
    }

    /** Warnings about tables are logged by {@code proxymap}, which is the program of Postfix that opens tables for others. */
    public static Tables of(PostfixConfig config, MailLog log) {
        return of(config, log, null);
    }

    /** For commands: warnings go where the command says. */
    public static Tables of(PostfixConfig config, Consumer<String> warnings, boolean foldKeys) {
        return of(config, warnings, TableFlags.folding(foldKeys));
    }

    /** For commands: warnings go where the command says. */
    public static Tables of(PostfixConfig config, Consumer<String> warnings, TableFlags flags) {
        return new Tables(config, warnings, text -> {}, flags, null);
    }

    /** As for the server; every question is told to an observer. */
    public static Tables observed(PostfixConfig config, MailLog log, LookupObserver observer) {
        return of(config, log, observer);
    }

    private static Tables of(PostfixConfig config, MailLog log, @Nullable LookupObserver observer) {
        Consumer<String> warnings = text -> log.warning("proxymap", text);
        return new Tables(config, warnings, warnings, TableFlags.folding(true), observer);
    }

    /** A table with a key folding as its type has it; never fails, see {@link LookupTable#lookup}. */
    public LookupTable open(TableName name) {
        return open(name, flags, true);
    }

    /**
     * A table for a command, which ends at once when it cannot be opened.
     *
     * @throws TableUnavailableException with the reason, in Postfix's words
     */
    public LookupTable openNow(TableName name) throws TableUnavailableException {
        LookupTable table = open(name);
        LookupTable inner = table instanceof WatchedTable watched ? watched.current() : table;
        if (inner instanceof UnavailableTable unavailable) {
            throw new TableUnavailableException(unavailable.reason());
        }
        return table;
    }

    private LookupTable open(TableName name, TableFlags fold, boolean substitution) {
        Key key = new Key(name, fold, substitution);
        LookupTable known = open.get(key);
        if (known != null) {
            return known;
        }
        LookupTable made = create(name, fold, substitution);
        if (observer != null && !(made instanceof ObservedTable)) {
            made = new ObservedTable(made, observer);
        }
        LookupTable earlier = open.putIfAbsent(key, made);
        return earlier == null ? made : earlier;
    }

    private LookupTable create(TableName name, TableFlags fold, boolean substitution) {
        TableContext context = new TableContext(
                new Members(fold, substitution), warnings, failures, config::value, fold, substitution);
        TableType type = types.get(name.type());
        if (name.type().isEmpty() || name.name().isEmpty()) {
            return new UnavailableTable(
                    name, "open dictionary: expecting \"type:name\" form instead of \"" + name + "\"", context);
        }
        if (type == null) {
            return new UnavailableTable(name, "unsupported dictionary type: " + name.type(), context);
        }
        try {
            return type.open(name, context);
        } catch (TableUnavailableException e) {
            return new UnavailableTable(name, String.valueOf(e.getMessage()), context);
        }
    }

    public TableName name(String text) {
        return TableName.of(text, config.get(GlobalParameters.DEFAULT_DATABASE_TYPE));
    }

    /** The names of all types, in order. */
    public List<String> typeNames() {
        return types.keySet().stream().sorted().toList();
    }

    /** Whether main.cf may name this type. */
    public boolean supports(String type) {
        return types.containsKey(type);
    }

    /** What writes the tables of a type; {@code hash} and {@code btree} are written as {@code lmdb}. */
    public Optional<TableBuilder> builder(String type) {
        boolean indexed = type.equals("hash") || type.equals("btree");
        return types.get(indexed ? "lmdb" : type) instanceof TableBuilder builder
                ? Optional.of(builder)
                : Optional.empty();
    }

    /** The tables of a list parameter, to be asked in order. Keys are folded. */
    public Maps maps(String parameterValue) {
        return maps(parameterValue, true);
    }

    /** @param substitution whether {@code $1} may stand in results */
    public Maps maps(String parameterValue, boolean substitution) {
        List<LookupTable> tables = new ArrayList<>();
        for (String word : ValueSyntax.list(parameterValue)) {
            tables.add(open(name(word), flags, substitution));
        }
        return new Maps(parameterValue, List.copyOf(tables), warnings);
    }

    /** The tables of a list parameter whose values are files, see {@link FileContent}; the answers are base64 text. */
    public Maps fileMaps(String parameterValue) {
        List<LookupTable> tables = new ArrayList<>();
        for (String word : ValueSyntax.list(parameterValue)) {
            tables.add(open(name(word), flags.withFileContent(), true));
        }
        return new Maps(parameterValue, List.copyOf(tables), warnings);
    }

    /** The open table for a list such as mydestination, whose keys are folded already. */
    LookupTable openForList(String text) {
        LookupTable table = open(name(text), flags.withoutFolding(), true);
        boolean utf8 = config.value("smtputf8_enable").equals(Optional.of("yes"));
        return utf8 ? new Utf8Keys(table, warnings) : table;
    }

    /** Where warnings about tables and lists go. */
    public Consumer<String> warnings() {
        return warnings;
    }

    @Override
    public void close() {
        for (LookupTable table : open.values()) {
            if (table instanceof ClosableTable closable) {
                closable.close();
            }
        }
        open.clear();
    }

    private final class Members implements TableContext.Opener {
        private final TableFlags fold;
        private final boolean substitution;

        Members(TableFlags fold, boolean substitution) {
            this.fold = fold;
            this.substitution = substitution;
        }

        @Override
        public LookupTable open(TableName name) {
            return Tables.this.open(name, fold, substitution);
        }

        @Override
        public StringList list(String name, String value) {
            return new StringList(name, value, Tables.this);
        }

        @Override
        public Optional<LookupTable> compiled(TableName name, Path file) {
            TableType lmdb = types.get("lmdb");
            if (lmdb == null || !Files.exists(file)) {
                return Optional.empty();
            }
            LookupTable table = Tables.this.open(new TableName("lmdb", name.name()), fold, substitution);
            // the table that names it is observed already
            return Optional.of(table instanceof ObservedTable observed ? observed.table() : table);
        }
    }
}
