package org.postjames.table;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Writes a constant database as tinycdb does, byte for byte: records as they come, then each hash table that has entries. */
final class CdbWriter {
    /** Where a record with this hash begins. */
    private record Place(int hash, int position) {}

    /** Never with a null byte. // postalias.c */
    private static final Set<String> NIS_KEYS = Set.of("YP_LAST_MODIFIED", "YP_MASTER_NAME");

    /** Two threads of one process do not see each other's file locks. */
    private static final ReentrantLock IN_PROCESS = new ReentrantLock();

    private CdbWriter() {}

    /** The content of the file. @throws IOException if it would be larger than 2 GB */
    static byte[] content(Collection<Map.Entry<String, String>> entries, boolean nullBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(CdbFile.HEADER + 64 * entries.size());
        out.writeBytes(new byte[CdbFile.HEADER]);
        List<List<Place>> tables = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            tables.add(new ArrayList<>());
        }
        for (Map.Entry<String, String> entry : entries) {
            boolean withNull = nullBytes && !NIS_KEYS.contains(entry.getKey());
            byte[] key = bytes(entry.getKey(), withNull);
            byte[] value = bytes(entry.getValue(), withNull);
            int hash = CdbFile.hash(key, key.length);
            tables.get(hash & 0xff).add(new Place(hash, out.size()));
            out.writeBytes(pair(key.length, value.length));
            out.writeBytes(key);
            out.writeBytes(value);
            if (out.size() > Integer.MAX_VALUE - 16L * entries.size() - 65_536) {
                throw new IOException("File too large");
            }
        }
        ByteBuffer header = little(CdbFile.HEADER);
        for (List<Place> places : tables) {
            header.putInt(out.size()).putInt(2 * places.size());
            out.writeBytes(hashTable(places));
        }
        byte[] content = out.toByteArray();
        header.get(0, content, 0, CdbFile.HEADER);
        return content;
    }

    private static byte[] hashTable(List<Place> places) {
        int slots = 2 * places.size();
        ByteBuffer table = little(8 * slots);
        for (Place place : places) {
            int slot = Integer.remainderUnsigned(place.hash >>> 8, slots);
            while (table.getInt(8 * slot + 4) != 0) {
                slot = (slot + 1) % slots;
            }
            table.putInt(8 * slot, place.hash).putInt(8 * slot + 4, place.position);
        }
        return table.array();
    }

    private static byte[] bytes(String text, boolean nullByte) {
        return (nullByte ? text + "\0" : text).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] pair(int one, int other) {
        return little(8).putInt(one).putInt(other).array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Fills {@code TEMPORARY} under an exclusive lock, then gives it the name {@code FILE}. // dict_cdbm_open()
     *
     * @throws TableUnavailableException with all of what postmap says then
     */
    static void write(Path temporary, Path file, byte[] content) throws TableUnavailableException {
        IN_PROCESS.lock();
        try {
            boolean written = false;
            while (!written) {
                written = attempt(temporary, file, content);
            }
        } catch (IOException e) {
            throw new TableUnavailableException("open database " + temporary + ": " + TextLines.reason(e), e);
        } finally {
            IN_PROCESS.unlock();
        }
    }

    /** @return false if another program gave the temporary file its final name while we waited for the lock: it must not be emptied now */
    private static boolean attempt(Path temporary, Path file, byte[] content)
            throws IOException, TableUnavailableException {
        Object before = identity(temporary);
        StandardOpenOption how = before == null ? StandardOpenOption.CREATE_NEW : StandardOpenOption.READ;
        try (FileChannel channel = FileChannel.open(temporary, how, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Object after = identity(temporary);
            boolean ours = before == null ? after != null && channel.size() == 0 : before.equals(after);
            if (!ours || !lock.isValid()) {
                return false;
            }
            channel.truncate(0);
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
            rename(temporary, file);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            if (Files.notExists(temporary.toAbsolutePath().getParent())) {
                throw e;
            }
            return false; // it came or went since we looked
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void rename(Path temporary, Path file) throws TableUnavailableException {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException("Is a directory");
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new TableUnavailableException(
                    "rename database from " + temporary + " to " + file + ": " + TextLines.reason(e), e);
        }
    }
}
