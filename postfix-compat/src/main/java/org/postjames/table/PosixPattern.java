package org.postjames.table;

import static org.postjames.foreign.CLibrary.INT;
import static org.postjames.foreign.CLibrary.POINTER;
import static org.postjames.foreign.CLibrary.SIZE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postjames.foreign.CLibrary;

/**
 * A pattern of {@code regexp:}, matched by the C library as Postfix has it matched: the longest of the leftmost matches, GNU's extensions, its messages. // regex(3)
 */
final class PosixPattern implements CompiledPattern {
    private static final int REG_EXTENDED = 1;
    private static final int REG_ICASE = 2;
    private static final int REG_NEWLINE = 4;
    private static final int REG_NOSUB = 8;
    private static final int REG_NOMATCH = 1;

    /** More than any regex_t has; the C libraries agree on the place of the number of groups. */
    private static final long REGEX_SIZE = 256;

    private static final long RE_NSUB = 48;
    private static final int LC_CTYPE_MASK = 1;
    private static final int ERROR_SIZE = 256;

    /** Expressions up to this length need little stack. */
    private static final int SHORT = 1000;

    private static final long STACK = 8 << 20; // as much as a program of Postfix has
    private static final long STACK_PER_CHARACTER = 1000;
    private static final Pattern BACK_REFERENCE = Pattern.compile("\\\\[1-9]");

    private static final CLibrary LIBC = CLibrary.libc();
    private static final MethodHandle REGCOMP = LIBC.function("regcomp", INT, POINTER, POINTER, INT);
    private static final MethodHandle REGEXEC = LIBC.function("regexec", INT, POINTER, POINTER, SIZE, POINTER, INT);
    private static final MethodHandle REGERROR = LIBC.function("regerror", SIZE, INT, POINTER, POINTER, SIZE);
    private static final MethodHandle REGFREE = LIBC.procedure("regfree", POINTER);
    private static final MethodHandle CALLOC = LIBC.function("calloc", POINTER, SIZE, SIZE);
    private static final MethodHandle FREE = LIBC.procedure("free", POINTER);
    private static final MethodHandle USELOCALE = LIBC.function("uselocale", POINTER, POINTER);

    /** Postfix leaves the locale as it is when a program starts: a pattern matches bytes. */
    private static final MemorySegment C_LOCALE = cLocale();

    private static final boolean WIDE_OFFSETS = wideOffsets();

    private final MemorySegment regex;
    private final int highestGroup;
    private final boolean refersBack;
    private final PatternThread thread = new PatternThread();

    private PosixPattern(MemorySegment regex, int highestGroup, boolean refersBack) {
        this.regex = regex;
        this.highestGroup = highestGroup;
        this.refersBack = refersBack;
    }

    static CompiledPattern compile(String expression, String options, int highestGroup) throws PatternFailure {
        int flags = (options.indexOf('x') < 0 ? 0 : REG_EXTENDED)
                | (options.indexOf('i') < 0 ? 0 : REG_ICASE)
                | (options.indexOf('m') < 0 ? 0 : REG_NEWLINE)
                | (highestGroup == 0 ? REG_NOSUB : 0);
        if (expression.length() <= SHORT) {
            return compile(expression, flags, highestGroup);
        }
        long stack = STACK + STACK_PER_CHARACTER * expression.length();
        return new PatternThread().run(stack, () -> compile(expression, flags, highestGroup));
    }

    private static CompiledPattern compile(String expression, int flags, int highestGroup) throws PatternFailure {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment text = CLibrary.string(call, expression);
            MemorySegment made = CLibrary.invoke(() -> (MemorySegment) CALLOC.invokeExact(1L, REGEX_SIZE));
            if (made.equals(MemorySegment.NULL)) {
                throw new OutOfMemoryError("calloc");
            }
            int error = regcomp(made, text, flags);
            if (error != 0) {
                String words = error(call, error, made);
                CLibrary.invoke(() -> free(made));
                throw new PatternFailure(words);
            }
            MemorySegment regex = made.reinterpret(REGEX_SIZE, Arena.ofAuto(), PosixPattern::release);
            boolean refersBack = BACK_REFERENCE.matcher(expression).find();
            return new PosixPattern(regex, highestGroup, refersBack);
        }
    }

    @Override
    public int groups() {
        return (int) regex.get(ValueLayout.JAVA_LONG, RE_NSUB);
    }

    @Override
    public Optional<int[]> search(PatternKey key) throws PatternFailure {
        if (!refersBack) { // the time grows with the length of the key, and the stack does not
            return search(key.bytes());
        }
        return thread.run(STACK + STACK_PER_CHARACTER * key.text().length(), () -> {
            try (PatternKey copy = new PatternKey(key.text())) {
                return search(copy.bytes());
            }
        });
    }

    private Optional<int[]> search(MemorySegment text) throws PatternFailure {
        long count = highestGroup == 0 ? 0 : highestGroup + 1L;
        try (Arena call = Arena.ofConfined()) {
            MemorySegment offsets = call.allocate(2 * Long.BYTES * (count + 1), Long.BYTES);
            int error = regexec(regex, text, count, offsets);
            if (error == REG_NOMATCH) {
                return Optional.empty();
            }
            if (error != 0) {
                throw new PatternFailure(error(call, error, regex));
            }
            int[] found = new int[(int) (2 * count)];
            for (int i = 0; i < found.length; i++) {
                found[i] = offset(offsets, i);
            }
            return Optional.of(found);
        }
    }

    private static int offset(MemorySegment offsets, int index) {
        return WIDE_OFFSETS
                ? (int) offsets.getAtIndex(ValueLayout.JAVA_LONG, index)
                : offsets.getAtIndex(ValueLayout.JAVA_INT, index);
    }

    private static String error(Arena arena, int error, MemorySegment regex) {
        MemorySegment words = arena.allocate(ERROR_SIZE);
        CLibrary.invoke(() -> (long) REGERROR.invokeExact(error, regex, words, (long) ERROR_SIZE));
        return CLibrary.text(words);
    }

    private static void release(MemorySegment regex) {
        CLibrary.invoke(() -> {
            REGFREE.invokeExact(regex);
            return free(regex);
        });
    }

    private static boolean free(MemorySegment memory) throws Throwable {
        FREE.invokeExact(memory);
        return true;
    }

    private static int regcomp(MemorySegment regex, MemorySegment expression, int flags) {
        return inLocale(() -> (int) REGCOMP.invokeExact(regex, expression, flags));
    }

    private static int regexec(MemorySegment regex, MemorySegment text, long count, MemorySegment offsets) {
        return inLocale(() -> (int) REGEXEC.invokeExact(regex, text, count, offsets, 0));
    }

    /**
     * Java took the locale of its environment, which is that of all threads. Nothing here waits, because all calls were linked when this class was
     * initialized: so a virtual thread stays on the thread whose locale it changes.
     */
    private static int inLocale(CLibrary.Call<Integer> call) {
        return CLibrary.invoke(() -> {
            MemorySegment before = (MemorySegment) USELOCALE.invokeExact(C_LOCALE);
            try {
                return call.run();
            } finally {
                before = (MemorySegment) USELOCALE.invokeExact(before);
            }
        });
    }

    private static MemorySegment cLocale() {
        MethodHandle newlocale = LIBC.function("newlocale", POINTER, INT, POINTER, POINTER);
        try (Arena call = Arena.ofConfined()) {
            MemorySegment name = CLibrary.string(call, "C");
            return CLibrary.invoke(
                    () -> (MemorySegment) newlocale.invokeExact(LC_CTYPE_MASK, name, MemorySegment.NULL));
        }
    }

    /** Whether a regoff_t has 64 bits, as in musl, and not 32, as in glibc. */
    private static boolean wideOffsets() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment regex = call.allocate(REGEX_SIZE, Long.BYTES);
            MemorySegment offsets = call.allocate(2L * Long.BYTES, Long.BYTES);
            int error = regcomp(regex, CLibrary.string(call, "(b)|(c)"), REG_EXTENDED);
            if (error != 0 || regex.get(ValueLayout.JAVA_LONG, RE_NSUB) != 2) {
                throw new IllegalStateException("regexp: needs the regular expressions of a C library of Linux");
            }
            regexec(regex, CLibrary.string(call, "ab"), 1, offsets);
            CLibrary.invoke(() -> {
                REGFREE.invokeExact(regex);
                return true;
            });
            return offsets.get(ValueLayout.JAVA_LONG, 0) == 1;
        }
    }
}
