package org.postjames.table;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table types that need no driver. */
final class BuiltInTypes {
    /** Opens one table of a type. */
    private interface Opening {
        LookupTable open(TableName name, TableContext context) throws TableUnavailableException;
    }

    private record Type(List<String> names, Opening opening) implements TableType {
        @Override
        public LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
            return opening.open(name, context);
        }
    }

    private BuiltInTypes() {}

    static List<TableType> all() {
        return List.of(
                type(BuiltInTypes::texthash, "texthash"),
                type(BuiltInTypes::indexed, "hash", "btree"),
                type(InlineTable::open, "inline"),
                type(BuiltInTypes::environ, "environ"),
                type(StaticTable::open, "static"),
                type((name, context) -> new FailTable(name), "fail"),
                type((name, context) -> new MapTable(name, Map.of(), context), "internal"),
                type(BuiltInTypes::proxy, "proxy"),
                new CdbTableType(),
                type(CombinedTable::union, "unionmap"),
                type(CombinedTable::pipe, "pipemap"),
                type(RandomTable::open, "randmap"),
                type(TcpTable::open, "tcp"),
                type(SocketmapTable::open, "socketmap"),
                type(MemcacheTable::new, "memcache"),
                type(UnixTable::open, "unix"),
                type((name, context) -> watched(name, context, () -> CidrTable.read(name, context)), "cidr"),
                type(
                        (name, context) -> watched(name, context, () -> PatternTable.read(name, context)),
                        "regexp",
                        "pcre"));
    }

    private static TableType type(Opening opening, String... names) {
        return new Type(List.of(names), opening);
    }

    /** The environment; a program of Postfix has the place of its configuration there. // mail_conf_read() */
    private static LookupTable environ(TableName name, TableContext context) {
        Map<String, String> variables = new HashMap<>(System.getenv());
        context.parameters()
                .apply("config_directory")
                .ifPresent(directory -> variables.putIfAbsent("MAIL_CONFIG", directory));
        return new MapTable(name, variables, context);
    }

    private static LookupTable texthash(TableName name, TableContext context) {
        return watched(name, context, () -> text(name, context));
    }

    private static LookupTable text(TableName name, TableContext context) throws TableUnavailableException {
        String source;
        try {
            source = TextLines.readFile(Path.of(name.name()), "read " + name.name());
        } catch (TableUnavailableException e) {
            throw new TableUnavailableException(
                    String.valueOf(e.getMessage()).replaceFirst("^open ", "open database "), e);
        }
        return IndexedSource.text(name, source, context);
    }

    /**
     * {@code hash:} and {@code btree:}: the compiled file {@code NAME.lmdb} if there is one, else the source text.
     */
    // Postfix differs: Berkeley DB files are not read, because the JDK has no reader for them; a source text that was
    // never compiled answers too
    private static LookupTable indexed(TableName name, TableContext context) {
        Path compiled = Path.of(name.name() + ".lmdb");
        Path source = Path.of(name.name());
        return new WatchedTable(
                name,
                List.of(compiled, source),
                () -> {
                    var table = context.tables().compiled(name, compiled);
                    if (table.isPresent() && IndexedSource.isNewerThan(compiled, source)) {
                        context.warnings().accept("database " + compiled + " is older than source file " + source);
                    }
                    return table.isPresent() ? table.get() : IndexedSource.read(name, source, context);
                },
                context);
    }

    private static LookupTable watched(TableName name, TableContext context, WatchedTable.Loader loader) {
        List<Path> files = InlineRules.areIn(name) ? List.of() : List.of(Path.of(name.name()));
        return new WatchedTable(name, files, loader, context);
    }

    /** {@code proxy:type:name}: in one process there is nothing to go through. */
    private static LookupTable proxy(TableName name, TableContext context) throws TableUnavailableException {
        if (name.name().indexOf(':') < 0) {
            throw new TableUnavailableException("bad syntax: \"proxy:" + name.name() + "\"; need \"proxy:type:name\"");
        }
        return context.tables().open(TableName.of(name.name(), ""));
    }
}
