package org.postjames.table;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code cdb:NAME}, the constant database {@code NAME.cdb}. Keys with a null byte at their end are tried first. // dict_cdb.c */
final class CdbTable implements LookupTable {
    private final TableName name;
    private final Path path;
    private final CdbFile file;
    private final TableContext context;

    private CdbTable(TableName name, Path path, CdbFile file, TableContext context) {
        this.name = name;
        this.path = path;
        this.file = file;
        this.context = context;
    }

    static Path file(String name) {
        return Path.of(name + ".cdb");
    }

    static LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
        Path path = file(name.name());
        if (!Files.isReadable(path)) {
            String reason = Files.exists(path) ? "Permission denied" : "No such file or directory";
            throw new TableUnavailableException("open database " + path + ": " + reason);
        }
        try {
            CdbTable table =
                    new CdbTable(new TableName(name.type(), path.toString()), path, CdbFile.map(path), context);
            if (IndexedSource.isNewerThan(path, Path.of(name.name()))) {
                context.warnings().accept("database " + path + " is older than source file " + name.name());
            }
            return table;
        } catch (IOException e) {
            throw new TableUnavailableException(
                    "dict_cdbq_open: unable to init " + path + ": " + TextLines.reason(e), e);
        }
    }

    @Override
    public TableName name() {
        return name;
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        byte[] folded = (context.fold(key) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        try {
            Optional<byte[]> found = file.find(folded, folded.length);
            if (found.isEmpty()) {
                found = file.find(folded, folded.length - 1);
            }
            return found.map(CdbTable::text);
        } catch (IOException e) {
            throw context.fatal("error reading " + path + ": " + e.getMessage(), e);
        }
    }

    /** A result ends at its first null byte. */
    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
