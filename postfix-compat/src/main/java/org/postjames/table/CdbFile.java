package org.postjames.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One mapped constant database: 256 pairs (position, length) of hash tables, the records, the hash tables. All numbers are 32 bits, lowest byte first.
 * Safe for many threads: the file never changes, it is only replaced. // cdb(5) of tinycdb
 */
final class CdbFile {
    static final int HEADER = 2048;
    /** What strerror(3) says of tinycdb's EPROTO. */
    private static final String BROKEN = "Protocol error";

    private final ByteBuffer bytes;
    private final long size;
    private final long recordsEnd;

    private CdbFile(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.size = bytes.limit();
        this.recordsEnd = Math.clamp(number(0), HEADER, size);
    }

    /** @throws IOException with the operating system's words if this is no such file */
    static CdbFile map(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("No such device"); // mmap(2)
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < HEADER || channel.size() > Integer.MAX_VALUE) {
                throw new IOException(BROKEN);
            }
            return new CdbFile(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    static int hash(byte[] key, int length) {
        int hash = 5381;
        for (int i = 0; i < length; i++) {
            hash = (hash << 5) + hash ^ key[i] & 0xff;
        }
        return hash;
    }

    private long number(long at) {
        return bytes.getInt((int) at) & 0xffffffffL;
    }

    /** @throws IOException if the file points to where it has nothing */
    Optional<byte[]> find(byte[] key, int length) throws IOException {
        int hash = hash(key, length);
        long pair = (hash & 0xff) * 8L;
        long slots = number(pair + 4);
        if (slots == 0) {
            return Optional.empty();
        }
        long table = number(pair);
        requireSound(slots <= size / 8 && table >= recordsEnd && table <= size && slots * 8 <= size - table);
        long slot = (hash >>> 8) % slots;
        for (long i = 0; i < slots; i++) {
            long at = table + (slot + i) % slots * 8;
            long record = number(at + 4);
            if (record == 0) {
                return Optional.empty();
            }
            if (number(at) == (hash & 0xffffffffL)) {
                requireSound(record <= recordsEnd - 8);
                if (number(record) == length) {
                    requireSound(record + 8 <= recordsEnd - length);
                    if (hasKey(record + 8, key, length)) {
                        return Optional.of(data(record, length));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean hasKey(long at, byte[] key, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes.get((int) at + i) != key[i]) {
                return false;
            }
        }
        return true;
    }

    private byte[] data(long record, int keyLength) throws IOException {
        long length = number(record + 4);
        long at = record + 8 + keyLength;
        requireSound(length <= recordsEnd && at <= recordsEnd - length);
        byte[] data = new byte[(int) length];
        bytes.get((int) at, data);
        return data;
    }

    private static void requireSound(boolean sound) throws IOException {
        if (!sound) {
            throw new IOException(BROKEN);
        }
    }
}
