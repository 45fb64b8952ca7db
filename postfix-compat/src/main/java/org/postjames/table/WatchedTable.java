package org.postjames.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A table read from a file; a changed file is read again. The file is looked at once a second at most. When a changed file cannot be read, the table is
 * unavailable until it can.
 */
final class WatchedTable implements EnumerableTable {
    /** Reads the file anew. */
    interface Loader {
        LookupTable load() throws TableUnavailableException;
    }

    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    private final TableName name;
    private final List<Path> files;
    private final Loader loader;
    private final TableContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile LookupTable table;
    private volatile long lookedAt;
    private List<String> stamps;

    WatchedTable(TableName name, List<Path> files, Loader loader, TableContext context) {
        this.name = name;
        this.files = List.copyOf(files);
        this.loader = loader;
        this.context = context;
        this.stamps = stamps();
        this.lookedAt = System.nanoTime();
        this.table = load();
    }

    /** A table may know the file that its type found. */
    @Override
    public TableName name() {
        TableName loaded = table.name();
        return loaded.type().equals(name.type()) ? loaded : name;
    }

    @Override
    public boolean matchesPatterns() {
        return table.matchesPatterns();
    }

    @Override
    public OptionalInt line(String key) {
        return current().line(key);
    }

    @Override
    public Optional<String> lookup(String key) throws TableUnavailableException {
        return current().lookup(key);
    }

    @Override
    public List<Map.Entry<String, String>> entries() throws TableUnavailableException {
        if (current() instanceof EnumerableTable enumerable) {
            return enumerable.entries();
        }
        current().lookup("");
        throw new TableUnavailableException("table " + name() + ": sequence operation is not supported");
    }

    LookupTable current() {
        if (System.nanoTime() - lookedAt > LOOK_EVERY_NANOS && lock.tryLock()) {
            try {
                lookedAt = System.nanoTime();
                List<String> now = stamps();
                if (!now.equals(stamps)) {
                    stamps = now;
                    table = load();
                }
            } finally {
                lock.unlock();
            }
        }
        return table;
    }

    private LookupTable load() {
        try {
            return loader.load();
        } catch (TableUnavailableException e) {
            return new UnavailableTable(name, String.valueOf(e.getMessage()), context);
        }
    }

    private List<String> stamps() {
        List<String> seen = new ArrayList<>();
        for (Path file : files) {
            seen.add(stamp(file));
        }
        return seen;
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return seen.lastModifiedTime().to(TimeUnit.NANOSECONDS) + " " + seen.size() + " " + seen.fileKey();
        } catch (IOException e) {
            return "none";
        }
    }
}
