package org.postjames.table;

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
record CLibrary(SymbolLookup symbols) {
    static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    static final MemoryLayout INT = ValueLayout.JAVA_INT;
    static final MemoryLayout SIZE = ValueLayout.JAVA_LONG;

    /** A call of such a function: it has no exceptions of its own. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws Throwable;
    }

    static CLibrary libc() {
        return new CLibrary(Linker.nativeLinker().defaultLookup());
    }

    /** The library with this file name, if the system has it. */
    static Optional<CLibrary> named(String file) {
        try {
            return Optional.of(new CLibrary(SymbolLookup.libraryLookup(file, Arena.global())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(result, arguments));
    }

    MethodHandle procedure(String name, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.ofVoid(arguments));
    }

    private MethodHandle handle(String name, FunctionDescriptor descriptor) {
        MemorySegment symbol =
                symbols.find(name).orElseThrow(() -> new IllegalStateException("this C library has no " + name));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor);
    }

    @SuppressWarnings("IllegalCatch")
    static <T> T invoke(Call<T> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // MethodHandle.invokeExact declares it
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of a text, and a null byte. */
    static MemorySegment string(Arena arena, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment segment = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    /** The text before a null byte. */
    static String text(MemorySegment segment) {
        return segment.getString(0, StandardCharsets.ISO_8859_1);
    }
}
