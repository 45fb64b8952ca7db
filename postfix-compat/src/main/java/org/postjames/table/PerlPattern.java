package org.postjames.table;

import static org.postjames.foreign.CLibrary.INT;
import static org.postjames.foreign.CLibrary.POINTER;
import static org.postjames.foreign.CLibrary.SIZE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.postjames.foreign.CLibrary;

/** A pattern of {@code pcre:}, matched by the PCRE2 library of the system, which Postfix uses too; it stops a search that takes too many steps. // pcre2api(3) */
final class PerlPattern implements CompiledPattern {
    private static final int NO_MATCH = -1;
    private static final int INFO_CAPTURECOUNT = 4;
    private static final int ERROR_SIZE = 256;

    /** The functions, where the library is installed. */
    private record Library(
            MethodHandle compile,
            MethodHandle info,
            MethodHandle free,
            MethodHandle match,
            MethodHandle newMatch,
            MethodHandle freeMatch,
            MethodHandle offsets,
            MethodHandle message) {
        static Optional<Library> find() {
            return CLibrary.named("libpcre2-8.so.0").map(Library::of);
        }

        private static Library of(CLibrary pcre) {
            return new Library(
                    pcre.function("pcre2_compile_8", POINTER, POINTER, SIZE, INT, POINTER, POINTER, POINTER),
                    pcre.function("pcre2_pattern_info_8", INT, POINTER, INT, POINTER),
                    pcre.procedure("pcre2_code_free_8", POINTER),
                    pcre.function("pcre2_match_8", INT, POINTER, POINTER, SIZE, SIZE, INT, POINTER, POINTER),
                    pcre.function("pcre2_match_data_create_8", POINTER, INT, POINTER),
                    pcre.procedure("pcre2_match_data_free_8", POINTER),
                    pcre.function("pcre2_get_ovector_pointer_8", POINTER, POINTER),
                    pcre.function("pcre2_get_error_message_8", INT, INT, POINTER, SIZE));
        }
    }

    private static final Optional<Library> INSTALLED = Library.find();

    private final Library library;
    private final MemorySegment code;
    private final int groups;

    private PerlPattern(Library library, MemorySegment code, int groups) {
        this.library = library;
        this.code = code;
        this.groups = groups;
    }

    // Postfix differs: where the PCRE2 library is not installed, pcre: is matched by java.util.regex, which has no
    // recursion and no \K, because a pcre: table of the main.cf that we were given must work at once
    static CompiledPattern compile(String expression, String options, int highestGroup) throws PatternFailure {
        return INSTALLED.isPresent()
                ? compile(INSTALLED.get(), expression, options)
                : JavaPattern.compile(expression, options, highestGroup);
    }

    private static CompiledPattern compile(Library library, String expression, String options) throws PatternFailure {
        int flags = flags(options);
        try (Arena call = Arena.ofConfined()) {
            MemorySegment text = CLibrary.string(call, expression);
            MemorySegment error = call.allocate(ValueLayout.JAVA_INT);
            MemorySegment offset = call.allocate(ValueLayout.JAVA_LONG);
            MemorySegment made = CLibrary.invoke(() -> (MemorySegment)
                    library.compile.invokeExact(text, text.byteSize() - 1, flags, error, offset, MemorySegment.NULL));
            if (made.equals(MemorySegment.NULL)) {
                throw new PatternFailure("error in regex at offset " + offset.get(ValueLayout.JAVA_LONG, 0) + ": "
                        + message(library, call, error.get(ValueLayout.JAVA_INT, 0)));
            }
            MemorySegment code = made.reinterpret(
                    1,
                    Arena.ofAuto(),
                    gone -> CLibrary.invoke(() -> {
                        library.free.invokeExact(gone);
                        return true;
                    }));
            MemorySegment count = call.allocate(ValueLayout.JAVA_INT);
            CLibrary.invoke(() -> (int) library.info.invokeExact(code, INFO_CAPTURECOUNT, count));
            return new PerlPattern(library, code, count.get(ValueLayout.JAVA_INT, 0));
        }
    }

    private static int flags(String options) {
        int flags = 0;
        for (int i = 0; i < options.length(); i++) {
            flags |= switch (options.charAt(i)) {
                case 'A' -> 0x80000000; // PCRE2_ANCHORED
                case 'E' -> 0x10; // PCRE2_DOLLAR_ENDONLY
                case 'U' -> 0x40000; // PCRE2_UNGREEDY
                case 'i' -> 0x8; // PCRE2_CASELESS
                case 'm' -> 0x400; // PCRE2_MULTILINE
                case 's' -> 0x20; // PCRE2_DOTALL
                case 'x' -> 0x80; // PCRE2_EXTENDED
                default -> 0;
            };
        }
        return flags;
    }

    private static String message(Library library, Arena arena, int error) {
        MemorySegment words = arena.allocate(ERROR_SIZE);
        int length = CLibrary.invoke(() -> (int) library.message.invokeExact(error, words, (long) ERROR_SIZE));
        return length > 0 ? CLibrary.text(words) : "unexpected pcre2 error code " + error;
    }

    @Override
    public int groups() {
        return groups;
    }

    @Override
    public Optional<int[]> search(PatternKey key) throws PatternFailure {
        MemorySegment data =
                CLibrary.invoke(() -> (MemorySegment) library.newMatch.invokeExact(groups + 1, MemorySegment.NULL));
        try {
            return search(key.bytes(), data);
        } finally {
            CLibrary.invoke(() -> {
                library.freeMatch.invokeExact(data);
                return true;
            });
        }
    }

    private Optional<int[]> search(MemorySegment text, MemorySegment data) throws PatternFailure {
        int count = CLibrary.invoke(() ->
                (int) library.match.invokeExact(code, text, text.byteSize() - 1, 0L, 0, data, MemorySegment.NULL));
        if (count == NO_MATCH) {
            return Optional.empty();
        }
        if (count < 0) {
            try (Arena call = Arena.ofConfined()) {
                throw new PatternFailure(message(library, call, count));
            }
        }
        int[] found = new int[2 * (groups + 1)];
        MemorySegment offsets = CLibrary.invoke(() -> (MemorySegment) library.offsets.invokeExact(data))
                .reinterpret((long) Long.BYTES * found.length);
        for (int i = 0; i < found.length; i++) {
            found[i] = (int) offsets.getAtIndex(ValueLayout.JAVA_LONG, i); // PCRE2_UNSET has all bits set
        }
        return Optional.of(found);
    }
}
