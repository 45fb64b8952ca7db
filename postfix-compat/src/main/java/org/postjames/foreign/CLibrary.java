package org.postjames.foreign;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Functions of the C library, or of another library of the system. */
public record CLibrary(SymbolLookup symbols) {
    public static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    public static final MemoryLayout INT = ValueLayout.JAVA_INT;
    public static final MemoryLayout SIZE = ValueLayout.JAVA_LONG;

    /** A call of such a function: it has no exceptions of its own. */
    @FunctionalInterface
    public interface Call<T> {
        T run() throws Throwable;
    }

    public static CLibrary libc() {
        return new CLibrary(Linker.nativeLinker().defaultLookup());
    }

    /** The library with this file name, if the system has it. */
    public static Optional<CLibrary> named(String file) {
        try {
            return Optional.of(new CLibrary(SymbolLookup.libraryLookup(file, Arena.global())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(result, arguments));
    }

    public MethodHandle procedure(String name, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.ofVoid(arguments));
    }

    /** A function as open(2) is, with {@code ...} after the first arguments. */
    public MethodHandle variadic(String name, int first, MemoryLayout result, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(result, arguments), Linker.Option.firstVariadicArg(first));
    }

    /** As {@link #variadic}, without a result. */
    public MethodHandle variadicProcedure(String name, int first, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.ofVoid(arguments), Linker.Option.firstVariadicArg(first));
    }

    private MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment symbol =
                symbols.find(name).orElseThrow(() -> new IllegalStateException("this library has no " + name));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor, options);
    }

    /** Calls. */
    @SuppressWarnings("IllegalCatch")
    public static <T> T invoke(Call<T> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // MethodHandle.invokeExact declares it
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of a text, and a null byte. */
    public static MemorySegment string(Arena arena, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment segment = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    /** The text before a null byte. */
    public static String text(MemorySegment segment) {
        return segment.getString(0, StandardCharsets.ISO_8859_1);
    }
}
