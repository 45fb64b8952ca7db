package org.postjames.table;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.postjames.foreign.CLibrary;

/** A key that the patterns of a table look at, one after the other: its bytes are copied once for all of them. It ends at its first null byte. */
final class PatternKey implements AutoCloseable {
    private final String text;
    private @Nullable Arena arena;
    private @Nullable MemorySegment bytes;

    PatternKey(String key) {
        int end = key.indexOf('\0');
        this.text = end < 0 ? key : key.substring(0, end);
    }

    String text() {
        return text;
    }

    /** The bytes and a null byte. */
    MemorySegment bytes() {
        MemorySegment known = bytes;
        if (known == null) {
            arena = Arena.ofConfined();
            known = CLibrary.string(arena, text);
            bytes = known;
        }
        return known;
    }

    @Override
    public void close() {
        Arena opened = arena;
        if (opened != null) {
            opened.close();
        }
    }
}
