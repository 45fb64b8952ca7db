package org.postjames.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes a whole LMDB file at once: leaves in key order, then the branches above them. */
final class LmdbWriter {
    private static final long MAP_SIZE = 16_777_216; // lmdb_map_size
    private static final int FREE_DB_FLAGS = 0x4008; // MDB_NOSUBDIR, MDB_INTEGERKEY

    private record Entry(byte[] key, byte[] value) {}

    /** A finished page and the smallest key below it. */
    private record Child(byte[] firstKey, long page) {}

    private final List<ByteBuffer> pages = new ArrayList<>();
    private ByteBuffer page = ByteBuffer.allocate(0);
    private int upper;
    private int count;
    private long leafPages;
    private long branchPages;
    private long overflowPages;
    private int depth;

    private LmdbWriter() {}

    static void write(Path file, Collection<Map.Entry<String, String>> entries) throws IOException {
        LmdbWriter writer = new LmdbWriter();
        writer.build(sorted(entries), entries.size());
        Path fresh = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            writer.save(fresh);
            if (Files.exists(file)) {
                keepAccess(file, fresh);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void keepAccess(Path from, Path to) throws IOException {
        PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        view.setPermissions(old.permissions());
        PosixFileAttributes fresh = view.readAttributes();
        if (!fresh.owner().equals(old.owner()) || !fresh.group().equals(old.group())) {
            view.setGroup(old.group());
            view.setOwner(old.owner());
        }
    }

    private static List<Entry> sorted(Collection<Map.Entry<String, String>> entries) throws IOException {
        List<Entry> list = new ArrayList<>(entries.size());
        for (Map.Entry<String, String> entry : entries) {
            byte[] key = (entry.getKey() + "\0").getBytes(StandardCharsets.ISO_8859_1);
            list.add(new Entry(key, (entry.getValue() + "\0").getBytes(StandardCharsets.ISO_8859_1)));
        }
        list.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
        return list;
    }

    private void build(List<Entry> entries, int size) {
        newPage(LmdbFormat.META);
        newPage(LmdbFormat.META);
        List<Child> level = leaves(entries);
        depth = level.isEmpty() ? 0 : 1;
        while (level.size() > 1) {
            level = branches(level);
            depth++;
        }
        long root = level.isEmpty() ? LmdbFormat.NO_PAGE : level.get(0).page;
        meta(pages.get(0), 0, LmdbFormat.NO_PAGE, 0);
        meta(pages.get(1), 1, root, size);
    }

    private int newPage(int flags) {
        page = ByteBuffer.allocate(LmdbFormat.PAGE_SIZE).order(ByteOrder.nativeOrder());
        page.putLong(0, pages.size()).putShort(LmdbFormat.PAGE_FLAGS, (short) flags);
        pages.add(page);
        upper = LmdbFormat.PAGE_SIZE;
        count = 0;
        return pages.size() - 1;
    }

    private void meta(ByteBuffer meta, long transaction, long root, int size) {
        int at = LmdbFormat.PAGE_HEADER;
        meta.putInt(at, LmdbFormat.MAGIC).putInt(at + 4, 1);
        meta.putLong(LmdbFormat.META_MAP_SIZE, Math.max(MAP_SIZE, 4L * pages.size() * LmdbFormat.PAGE_SIZE));
        meta.putInt(LmdbFormat.META_FREE_DB, LmdbFormat.PAGE_SIZE);
        meta.putShort(LmdbFormat.META_FREE_DB + LmdbFormat.DB_FLAGS, (short) FREE_DB_FLAGS);
        meta.putLong(LmdbFormat.META_FREE_DB + LmdbFormat.DB_ROOT, LmdbFormat.NO_PAGE);
        int main = LmdbFormat.META_MAIN_DB;
        meta.putLong(main + LmdbFormat.DB_ROOT, root);
        if (root != LmdbFormat.NO_PAGE) {
            meta.putShort(main + LmdbFormat.DB_DEPTH, (short) depth);
            meta.putLong(main + LmdbFormat.DB_BRANCH_PAGES, branchPages);
            meta.putLong(main + LmdbFormat.DB_LEAF_PAGES, leafPages);
            meta.putLong(main + LmdbFormat.DB_OVERFLOW_PAGES, overflowPages);
            meta.putLong(main + LmdbFormat.DB_ENTRIES, size);
        }
        meta.putLong(LmdbFormat.META_LAST_PAGE, transaction == 0 ? 1 : pages.size() - 1);
        meta.putLong(LmdbFormat.META_TRANSACTION, transaction);
    }

    private List<Child> leaves(List<Entry> entries) {
        List<Child> children = new ArrayList<>();
        for (Entry entry : entries) {
            boolean big = LmdbFormat.NODE_HEADER + entry.key.length + entry.value.length > LmdbFormat.NODE_MAX;
            int dataSize = big ? 8 : entry.value.length;
            if (children.isEmpty() || !fits(entry.key.length + dataSize)) {
                children.add(new Child(entry.key, newPage(LmdbFormat.LEAF)));
                leafPages++;
            }
            int at = node(entry.key, dataSize);
            page.putShort(at, (short) entry.value.length).putShort(at + 2, (short) (entry.value.length >>> 16));
            int data = at + LmdbFormat.NODE_HEADER + entry.key.length;
            if (big) {
                page.putShort(at + 4, (short) LmdbFormat.NODE_BIG_DATA);
                page.putLong(data, overflow(entry.value));
            } else {
                page.put(data, entry.value);
            }
        }
        return children;
    }

    private long overflow(byte[] value) {
        int needed = (LmdbFormat.PAGE_HEADER - 1 + value.length) / LmdbFormat.PAGE_SIZE + 1;
        long number = pages.size();
        ByteBuffer run = ByteBuffer.allocate(needed * LmdbFormat.PAGE_SIZE).order(ByteOrder.nativeOrder());
        run.putLong(0, number).putShort(LmdbFormat.PAGE_FLAGS, (short) LmdbFormat.OVERFLOW);
        run.putInt(LmdbFormat.OVERFLOW_COUNT, needed);
        run.put(LmdbFormat.PAGE_HEADER, value);
        for (int i = 0; i < needed; i++) {
            pages.add(run.slice(i * LmdbFormat.PAGE_SIZE, LmdbFormat.PAGE_SIZE));
        }
        overflowPages += needed;
        return number;
    }

    /** Each branch gets at least two children: the last one that would have one takes its neighbour's last. */
    private List<Child> branches(List<Child> below) {
        List<Child> level = new ArrayList<>();
        for (int i = 0; i < below.size(); i++) {
            Child child = below.get(i);
            boolean wouldLeaveOne = i == below.size() - 2 && count > 1 && !fitsBoth(child, below.get(i + 1));
            if (level.isEmpty() || !fits(child.firstKey.length) || wouldLeaveOne) {
                level.add(new Child(child.firstKey, newPage(LmdbFormat.BRANCH)));
                branchPages++;
            }
            int at = node(count == 0 ? new byte[0] : child.firstKey, 0);
            page.putShort(at, (short) child.page);
            page.putShort(at + 2, (short) (child.page >>> 16)).putShort(at + 4, (short) (child.page >>> 32));
        }
        return level;
    }

    private boolean fitsBoth(Child one, Child other) {
        return fits(one.firstKey.length + other.firstKey.length + LmdbFormat.NODE_HEADER + 4);
    }

    private boolean fits(int payload) {
        int lower = LmdbFormat.PAGE_HEADER + 2 * (count + 1);
        return upper - even(LmdbFormat.NODE_HEADER + payload) >= lower;
    }

    private static int even(int size) {
        return size + 1 & ~1;
    }

    private int node(byte[] key, int dataSize) {
        upper -= even(LmdbFormat.NODE_HEADER + key.length + dataSize);
        page.putShort(LmdbFormat.PAGE_HEADER + 2 * count, (short) upper);
        count++;
        page.putShort(LmdbFormat.PAGE_LOWER, (short) (LmdbFormat.PAGE_HEADER + 2 * count));
        page.putShort(LmdbFormat.PAGE_UPPER, (short) upper);
        page.putShort(upper + 6, (short) key.length);
        page.put(upper + LmdbFormat.NODE_HEADER, key);
        return upper;
    }

    private void save(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer one : pages) {
                one.rewind();
                while (one.hasRemaining()) {
                    out.write(one);
                }
            }
            out.force(true);
        }
    }
}
