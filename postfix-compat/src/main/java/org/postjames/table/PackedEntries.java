package org.postjames.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys and values of a source text, packed: an entry takes its bytes and about ten more, so that a text of a million lines fits into the heap of a server.
 * The strings hold bytes, no character above 255. Threads may ask once nobody fills it any more.
 */
final class PackedEntries {
    private static final int LARGEST_PAGE_BITS = 16;
    private static final int LARGEST_PAGE = 1 << LARGEST_PAGE_BITS;
    private static final int SMALLEST_PAGE = 512;
    private static final int LENGTHS = 10; // two numbers of at most five bytes

    private final List<byte[]> pages = new ArrayList<>();
    private byte[] page = {};
    private int used;
    private int size;

    /** Where entries begin, plus one, by the hash of their keys: the number of the page and the place in it; 0 is free. */
    private int[] slots = new int[64];

    /** Keeps an entry unless there is one with this key; says whether it did. */
    boolean putIfAbsent(String key, String value) {
        int slot = slot(key);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] =
                append(key.getBytes(StandardCharsets.ISO_8859_1), value.getBytes(StandardCharsets.ISO_8859_1)) + 1;
        if (++size > slots.length / 2) {
            grow();
        }
        return true;
    }

    Optional<String> get(String key) {
        int place = slots[slot(key)] - 1;
        return place < 0
                ? Optional.empty()
                : Optional.of(new Reader(place).skip().text());
    }

    /** All entries, in the order in which they came. */
    List<Map.Entry<String, String>> list() {
        List<Map.Entry<String, String>> all = new ArrayList<>(size);
        for (int i = 0; i < pages.size(); i++) {
            Reader reader = new Reader(i << LARGEST_PAGE_BITS);
            while (reader.hasNext()) {
                String key = reader.text();
                all.add(Map.entry(key, reader.text()));
            }
        }
        return all;
    }

    /** The slot that holds the key, or the free one where it belongs. */
    private int slot(String key) {
        int slot = spread(key.hashCode());
        while (slots[slot] != 0 && !new Reader(slots[slot] - 1).is(key)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private int spread(int hash) {
        return (hash ^ hash >>> 16) & (slots.length - 1);
    }

    private int append(byte[] key, byte[] value) {
        int length = LENGTHS + key.length + value.length;
        if (used + length > page.length) {
            page = new byte[Math.max(length, Math.clamp(2L * page.length, SMALLEST_PAGE, LARGEST_PAGE))];
            pages.add(page);
            used = 0;
        }
        int place = (pages.size() - 1) << LARGEST_PAGE_BITS | used;
        write(key);
        write(value);
        return place;
    }

    /** The length plus one, so that a page ends with a zero, and the bytes. */
    private void write(byte[] bytes) {
        int rest = bytes.length + 1;
        for (; rest > 127; rest >>>= 7) {
            page[used++] = (byte) (rest | 128);
        }
        page[used++] = (byte) rest;
        System.arraycopy(bytes, 0, page, used, bytes.length);
        used += bytes.length;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[2 * old.length];
        for (int entry : old) {
            if (entry != 0) {
                int slot = spread(new Reader(entry - 1).hash());
                while (slots[slot] != 0) {
                    slot = (slot + 1) & (slots.length - 1);
                }
                slots[slot] = entry;
            }
        }
    }

    /** Goes through the texts of a page. */
    private final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(int place) {
            bytes = pages.get(place >>> LARGEST_PAGE_BITS);
            at = place & (LARGEST_PAGE - 1);
        }

        boolean hasNext() {
            return at < bytes.length && bytes[at] != 0;
        }

        String text() {
            int length = length();
            at += length;
            return new String(bytes, at - length, length, StandardCharsets.ISO_8859_1);
        }

        Reader skip() {
            int length = length();
            at += length;
            return this;
        }

        boolean is(String text) {
            if (length() != text.length()) {
                return false;
            }
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) != (bytes[at + i] & 0xff)) {
                    return false;
                }
            }
            return true;
        }

        /** What {@link String#hashCode} says of the text. */
        int hash() {
            int hash = 0;
            int end = length() + at;
            for (; at < end; at++) {
                hash = 31 * hash + (bytes[at] & 0xff);
            }
            return hash;
        }

        private int length() {
            int length = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[at++];
                length |= (b & 127) << shift;
                if (b >= 0) {
                    return length - 1;
                }
            }
        }
    }
}
