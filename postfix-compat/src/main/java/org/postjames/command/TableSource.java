package org.postjames.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.AliasText;
import org.postjames.table.EnumerableTable;
import org.postjames.table.FileContent;
import org.postjames.table.Folding;
import org.postjames.table.KeyValueText;
import org.postjames.table.LookupTable;
import org.postjames.table.TableBuilder;
import org.postjames.table.TableFlags;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;
import org.postjames.table.TextLines;
import org.postjames.table.Utf8Text;

/** The compiled table of a source text, being made or changed. {@code hash:} and {@code btree:} become {@code NAME.lmdb}; {@code NAME.db} is never touched. */
final class TableSource {
    private static final Set<String> READ_ONLY = Set.of(
            "regexp",
            "pcre",
            "cidr",
            "texthash",
            "inline",
            "unix",
            "unionmap",
            "pipemap",
            "randmap",
            "tcp",
            "socketmap");

    private final TableName name;
    private final TableOptions options;
    private final boolean aliases;
    private final boolean utf8;
    private final Tables tables;
    private final Consumer<String> warnings;
    private final PostfixConfig config;
    private final String text;
    private final TableBuilder builder;
    private final List<Map.Entry<String, String>> all = new ArrayList<>();

    TableSource(
            TableName name,
            TableOptions options,
            boolean aliases,
            boolean utf8,
            Tables tables,
            CommandMessages messages,
            PostfixConfig config)
            throws CommandFailure {
        this.name = name;
        this.options = options;
        this.aliases = aliases;
        this.utf8 = utf8;
        this.tables = tables;
        this.warnings = messages::warning;
        this.config = config;
        this.text = options.mode() == TableOptions.Mode.BUILD ? text() : "";
        this.builder = builder();
    }

    /** The source. One that is a directory can be opened, and has no lines. */
    private String text() throws CommandFailure {
        if (name.type().equals("proxy")) {
            throw new CommandFailure("can't create maps via the proxy service");
        }
        if (name.name().isEmpty()) {
            throw new CommandFailure("open : No such file or directory");
        }
        Path file = Path.of(name.name());
        try {
            return Files.isDirectory(file) ? "" : TextLines.read(file);
        } catch (TableUnavailableException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private TableBuilder builder() throws CommandFailure {
        Optional<TableBuilder> found = tables.builder(name.type());
        if (found.isPresent()) {
            return found.get();
        }
        if (options.mode() == TableOptions.Mode.DELETE) {
            throw new CommandFailure(noDeleting());
        }
        if (name.type().equals("fail")) {
            throw new CommandFailure("table " + name + ": write error: Application error");
        }
        boolean indexed = isBerkeley(name) || name.type().equals("lmdb");
        String why = indexed
                ? ": the lmdb driver is not installed"
                : tables.supports(name.type())
                        ? " does not support bulk-mode creation."
                        : ". Is the postfix-" + name.type() + " package installed?";
        throw new CommandFailure("unsupported dictionary type: " + name.type() + why);
    }

    private String noDeleting() {
        if (name.type().equals("proxy") && name.name().isEmpty()) {
            return "open dictionary: expecting \"type:name\" form instead of \"" + name + "\"";
        }
        if (READ_ONLY.contains(name.type())) {
            return name + " map requires O_RDONLY access mode";
        }
        if (name.type().equals("fail")) {
            return "table " + name + ": delete error: Application error";
        }
        return tables.supports(name.type())
                ? "table " + name + ": delete operation is not supported"
                : "unsupported dictionary type: " + name.type();
    }

    /** How Postfix's own words name a table: by its file, if it has a suffix. */
    static String file(TableName name) {
        return isBerkeley(name) ? name + ".lmdb" : name.toString();
    }

    private static boolean isBerkeley(TableName name) {
        return name.type().equals("hash") || name.type().equals("btree");
    }

    void build() throws CommandFailure {
        Path file = Path.of(name.name());
        Map<String, String> entries = new LinkedHashMap<>();
        fill(entries, file.toString(), text);
        if (aliases) {
            sign(entries);
        }
        boolean isNew = builder.isConstant() || !Files.exists(builder.file(name.name()));
        write(entries);
        if (isNew && !Files.isDirectory(file)) {
            try {
                takeAccess(file, builder.file(name.name()));
            } catch (IOException e) {
                throw new CommandFailure(
                        "set access of " + builder.file(name.name()) + ": " + CommandMessages.reason(e));
            }
        }
    }

    void add(String text) throws CommandFailure {
        requireChangeable();
        Map<String, String> entries = existing();
        fill(entries, "stdin", text);
        if (aliases) {
            sign(entries);
        }
        write(entries);
    }

    boolean delete(List<String> keys) throws CommandFailure {
        requireChangeable();
        Path table = builder.file(name.name());
        if (!Files.exists(table)) {
            if (isBerkeley(name) || !Files.isDirectory(table.resolveSibling("."))) {
                throw new CommandFailure("open database " + table + ": No such file or directory");
            }
            write(Map.of()); // it is opened for writing
            return false;
        }
        Map<String, String> entries = existing();
        boolean any = false;
        for (String key : keys) {
            any |= entries.remove(fold(key)) != null;
        }
        if (any) {
            write(entries);
        }
        return any;
    }

    private void requireChangeable() throws CommandFailure {
        if (builder.isConstant()) {
            throw new CommandFailure("dict_cdb_open: inappropriate open flags for cdb database - specify O_RDONLY or"
                    + " O_WRONLY|O_CREAT|O_TRUNC");
        }
    }

    private Map<String, String> existing() throws CommandFailure {
        Map<String, String> entries = new LinkedHashMap<>();
        if (!Files.exists(builder.file(name.name()))) {
            return entries;
        }
        try {
            LookupTable table = tables.openNow(new TableName(builder.names().get(0), name.name()));
            if (table instanceof EnumerableTable enumerable) {
                enumerable.entries().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
            }
            return entries;
        } catch (TableUnavailableException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }

    private void fill(Map<String, String> entries, String file, String text) {
        TextLines.forEach(file, text, warnings, line -> {
            if (utf8 && !Utf8Text.isValid(line.text())) {
                warnings.accept(file + ", line " + line.number() + ": non-UTF-8 input \"" + line.text()
                        + "\" -- ignoring this line");
                return;
            }
            List<TextLines.Line> one = List.of(line);
            List<KeyValueText.Entry> read =
                    aliases ? AliasText.parse(file, one, warnings) : KeyValueText.parse(file, one, warnings);
            for (KeyValueText.Entry entry : read) {
                Optional<String> value = options.fileContent()
                        ? content(file, line.number(), entry.value())
                        : Optional.of(entry.value());
                value.ifPresent(text64 -> put(entries, fold(entry.key()), text64));
            }
        });
    }

    /** What is in the files that a value names. */
    private Optional<String> content(String file, int line, String names) {
        try {
            return Optional.of(FileContent.encode(names));
        } catch (IOException e) {
            warnings.accept(file + ", line " + line + ": " + e.getMessage() + ": skipping this entry");
            return Optional.empty();
        }
    }

    /** A constant database that ignores duplicates has them all; the first is found. // CDB_PUT_ADD */
    private boolean keepsAll() {
        return builder.isConstant() && options.duplicates() == TableFlags.Duplicates.IGNORE;
    }

    private void put(Map<String, String> entries, String key, String value) {
        if (keepsAll()) {
            all.add(Map.entry(key, value));
        }
        if (options.duplicates() == TableFlags.Duplicates.REPLACE) {
            entries.remove(key); // the new one is the last
            entries.put(key, value);
        } else if (entries.putIfAbsent(key, value) != null && options.duplicates() == TableFlags.Duplicates.WARN) {
            warnings.accept(where() + ": duplicate entry: \"" + key + "\"");
        }
    }

    private String where() {
        return builder.isConstant()
                ? name.name()
                : name.type().equals("lmdb")
                        ? name.toString()
                        : builder.file(name.name()).toString();
    }

    private String fold(String key) {
        if (!options.foldKeys()) {
            return key;
        }
        return utf8 ? Folding.lowerCase(key) : Folding.asciiLowerCase(key);
    }

    /** The signatures that sendmail and NIS look for. // postalias.c */
    private void sign(Map<String, String> entries) {
        replace(entries, "@", "@");
        replace(entries, "YP_LAST_MODIFIED", "%010d".formatted(Instant.now().getEpochSecond()));
        replace(entries, "YP_MASTER_NAME", config.get(GlobalParameters.MYHOSTNAME));
    }

    private void replace(Map<String, String> entries, String key, String value) {
        entries.put(key, value);
        if (keepsAll()) {
            all.add(Map.entry(key, value));
        }
    }

    // Postfix differs: -n also makes hash:, btree: and lmdb: tables, because files of other programs want that; ours
    // are LMDB files that only we read
    private boolean nullBytes() throws CommandFailure {
        if (options.nullBytes() == TableOptions.NullBytes.WITHOUT && !builder.isConstant()) {
            throw new CommandFailure("option -n is not supported: keys and values of a table end in a null byte");
        }
        return options.nullBytes() == TableOptions.NullBytes.WITH;
    }

    private void write(Map<String, String> entries) throws CommandFailure {
        if (!builder.isConstant() && Files.isDirectory(builder.file(name.name()))) {
            throw new CommandFailure("open database " + builder.file(name.name()) + ": Is a directory");
        }
        try {
            builder.write(name.name(), keepsAll() ? all : entries.entrySet(), nullBytes());
        } catch (TableUnavailableException e) {
            throw new CommandFailure(e.getMessage());
        } catch (IOException e) {
            throw new CommandFailure("open database " + builder.file(name.name()) + ": " + CommandMessages.reason(e));
        }
    }

    /** The table is as private as its source, and belongs to the same owner. */
    private void takeAccess(Path source, Path table) throws IOException {
        PosixFileAttributes from = Files.readAttributes(source, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(table, PosixFileAttributeView.class);
        Set<PosixFilePermission> mode = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        for (PosixFilePermission reading : List.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ)) {
            if (!options.keepAccess() || from.permissions().contains(reading)) {
                mode.add(reading);
            }
        }
        view.setPermissions(mode);
        PosixFileAttributes fresh = view.readAttributes();
        if (options.asOwner()
                && (!fresh.owner().equals(from.owner()) || !fresh.group().equals(from.group()))) {
            view.setGroup(from.group());
            view.setOwner(from.owner());
        }
    }
}
