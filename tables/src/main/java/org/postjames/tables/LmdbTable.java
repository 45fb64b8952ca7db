package org.postjames.tables;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.table.EnumerableTable;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.TextLines;

/** One open {@code .lmdb} file. A file that was replaced or has grown is mapped anew, a second later at most. */
final class LmdbTable implements EnumerableTable {
    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    private record Mapped(LmdbFile file, String stamp) {}

    private final TableName name;
    private final Path path;
    private final TableContext context;
    private volatile Mapped mapped;
    private volatile long lookedAt;

    LmdbTable(TableName name, Path path, TableContext context) throws TableUnavailableException {
        this.name = name;
        this.path = path;
        this.context = context;
        this.mapped = map();
        this.lookedAt = System.nanoTime();
    }

    private Mapped map() throws TableUnavailableException {
        if (Files.isDirectory(path)) {
            throw new TableUnavailableException("open database " + path + ": Is a directory");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            String stamp = stamp();
            return new Mapped(new LmdbFile(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())), stamp);
        } catch (IOException e) {
            throw new TableUnavailableException("open database " + path + ": " + TextLines.reason(e), e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new TableUnavailableException("open database " + path + ": MDB_INVALID: File is not an LMDB file", e);
        }
    }

    private String stamp() throws IOException {
        BasicFileAttributes seen = Files.readAttributes(path, BasicFileAttributes.class);
        return seen.fileKey() + " " + seen.size();
    }

    private LmdbFile current() throws TableUnavailableException {
        long now = System.nanoTime();
        if (now - lookedAt > LOOK_EVERY_NANOS) {
            lookedAt = now;
            try {
                if (!stamp().equals(mapped.stamp())) {
                    mapped = map();
                }
            } catch (IOException e) {
                throw new TableUnavailableException("open database " + path + ": " + TextLines.reason(e), e);
            }
        }
        return mapped.file();
    }

    @Override
    public TableName name() {
        return name;
    }

    /** Keys end in a NUL byte, unless another program wrote them without. // DICT_FLAG_TRY1NULL, DICT_FLAG_TRY0NULL */
    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        byte[] folded = (context.fold(key) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        try {
            return lookup(current(), folded);
        } catch (TableUnavailableException e) {
            mapped = map(); // the file may have grown since it was mapped
            return lookup(mapped.file(), folded);
        }
    }

    private static Optional<String> lookup(LmdbFile file, byte[] folded) throws TableUnavailableException {
        Optional<byte[]> found = file.find(folded, folded.length);
        if (found.isEmpty()) {
            found = file.find(folded, folded.length - 1);
        }
        return found.map(LmdbTable::text);
    }

    @Override
    public List<Map.Entry<String, String>> entries() throws TableUnavailableException {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        current().forEach((key, value) -> all.add(Map.entry(text(key), text(value))));
        return all;
    }

    private static String text(byte[] bytes) {
        int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
