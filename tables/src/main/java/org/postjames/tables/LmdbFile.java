package org.postjames.tables;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postjames.table.TableUnavailableException;

/**
 * A mapped LMDB file, read without locks. A writer never touches the pages of the newest committed state, so what was read is good if the same state is
 * still the newest afterwards; else it is read again.
 */
final class LmdbFile {
    private static final int ATTEMPTS = 100;

    /** One committed state. */
    private record Snapshot(long transaction, long root) {
        boolean isSameAs(Snapshot other) {
            return transaction == other.transaction && root == other.root;
        }
    }

    private final ByteBuffer bytes;
    private final int pageSize;

    /** @throws IllegalArgumentException if this is no LMDB file */
    LmdbFile(ByteBuffer mapped) {
        bytes = mapped.order(ByteOrder.nativeOrder());
        if (bytes.limit() < 2 * 512
                || bytes.getInt(LmdbFormat.PAGE_HEADER) != LmdbFormat.MAGIC
                || bytes.getInt(LmdbFormat.PAGE_HEADER + 4) != 1) {
            throw new IllegalArgumentException("not an LMDB file");
        }
        pageSize = bytes.getInt(LmdbFormat.META_FREE_DB);
        if (pageSize < 512 || bytes.limit() < 2 * pageSize) {
            throw new IllegalArgumentException("not an LMDB file");
        }
    }

    private Snapshot newest() {
        Snapshot first = meta(0);
        Snapshot second = meta(pageSize);
        return second.transaction > first.transaction ? second : first;
    }

    private Snapshot meta(int at) {
        return new Snapshot(
                bytes.getLong(at + LmdbFormat.META_TRANSACTION),
                bytes.getLong(at + LmdbFormat.META_MAIN_DB + LmdbFormat.DB_ROOT));
    }

    Optional<byte[]> find(byte[] key, int length) throws TableUnavailableException {
        for (int i = 0; i < ATTEMPTS; i++) {
            Snapshot snapshot = newest();
            try {
                Optional<byte[]> found =
                        snapshot.root == LmdbFormat.NO_PAGE ? Optional.empty() : find(snapshot.root, key, length);
                if (newest().isSameAs(snapshot)) {
                    return found;
                }
            } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                if (newest().isSameAs(snapshot)) {
                    throw new TableUnavailableException("MDB_CORRUPTED: Located page was wrong type", e);
                }
            }
        }
        throw new TableUnavailableException("the database is being changed all the time");
    }

    private Optional<byte[]> find(long root, byte[] key, int length) {
        int page = page(root);
        for (int depth = 0; depth < 64; depth++) {
            boolean leaf = isLeaf(page);
            int low = leaf ? 0 : 1;
            int high = entries(page) - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int order = compare(node(page, middle), key, length);
                if (order == 0) {
                    if (leaf) {
                        return Optional.of(data(node(page, middle)));
                    }
                    low = middle + 1;
                } else if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            if (leaf) {
                return Optional.empty();
            }
            page = page(child(node(page, low - 1)));
        }
        throw new IllegalArgumentException("too deep");
    }

    /** All entries in key order. */
    void forEach(BiConsumer<byte[], byte[]> action) throws TableUnavailableException {
        Snapshot snapshot = newest();
        try {
            if (snapshot.root != LmdbFormat.NO_PAGE) {
                walk(page(snapshot.root), action, 0);
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new TableUnavailableException("MDB_CORRUPTED: Located page was wrong type", e);
        }
    }

    private void walk(int page, BiConsumer<byte[], byte[]> action, int depth) {
        if (depth > 64) {
            throw new IllegalArgumentException("too deep");
        }
        boolean leaf = isLeaf(page);
        for (int i = 0; i < entries(page); i++) {
            int node = node(page, i);
            if (leaf) {
                byte[] key = new byte[keySize(node)];
                bytes.get(node + LmdbFormat.NODE_HEADER, key);
                action.accept(key, data(node));
            } else {
                walk(page(child(node)), action, depth + 1);
            }
        }
    }

    private int page(long number) {
        return Math.toIntExact(Math.multiplyExact(number, (long) pageSize));
    }

    private boolean isLeaf(int page) {
        int flags = bytes.getShort(page + LmdbFormat.PAGE_FLAGS);
        if ((flags & (LmdbFormat.LEAF | LmdbFormat.BRANCH)) == 0) {
            throw new IllegalArgumentException("neither branch nor leaf");
        }
        return (flags & LmdbFormat.LEAF) != 0;
    }

    private int entries(int page) {
        return (unsigned(page + LmdbFormat.PAGE_LOWER) - LmdbFormat.PAGE_HEADER) / 2;
    }

    private int node(int page, int index) {
        return page + unsigned(page + LmdbFormat.PAGE_HEADER + 2 * index);
    }

    private int unsigned(int at) {
        return bytes.getShort(at) & 0xffff;
    }

    private int keySize(int node) {
        return unsigned(node + 6);
    }

    private long child(int node) {
        return unsigned(node) | (long) unsigned(node + 2) << 16 | (long) unsigned(node + 4) << 32;
    }

    /** The node's key against the wanted one: bytes without sign, then length. */
    private int compare(int node, byte[] key, int length) {
        int size = keySize(node);
        int at = node + LmdbFormat.NODE_HEADER;
        int common = Math.min(size, length);
        for (int i = 0; i < common; i++) {
            int order = (bytes.get(at + i) & 0xff) - (key[i] & 0xff);
            if (order != 0) {
                return order;
            }
        }
        return size - length;
    }

    private byte[] data(int node) {
        int size = unsigned(node) | unsigned(node + 2) << 16;
        int at = node + LmdbFormat.NODE_HEADER + keySize(node);
        if ((unsigned(node + 4) & LmdbFormat.NODE_BIG_DATA) != 0) {
            at = page(bytes.getLong(at)) + LmdbFormat.PAGE_HEADER;
        }
        if (size < 0 || size > bytes.limit() - at) {
            throw new IllegalArgumentException("data beyond the end");
        }
        byte[] data = new byte[size];
        bytes.get(at, data);
        return data;
    }
}
