package org.postjames.server.users;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** crypt(3) of the host's libcrypt. It has one static result buffer, so one call runs at a time. */
final class CryptLibrary {
    private static final Optional<MethodHandle> CRYPT = find();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final int LONGEST_RESULT = 384; // CRYPT_OUTPUT_SIZE

    private CryptLibrary() {}

    private static Optional<MethodHandle> find() {
        for (String library : new String[] {"libcrypt.so.1", "libcrypt.so.2"}) {
            try {
                return SymbolLookup.libraryLookup(library, Arena.global())
                        .find("crypt")
                        .map(address -> Linker.nativeLinker()
                                .downcallHandle(
                                        address,
                                        FunctionDescriptor.of(
                                                ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS)));
            } catch (IllegalArgumentException absent) {
                continue;
            }
        }
        return Optional.empty();
    }

    /** The password encrypted with the setting, or nothing if this host has no libcrypt or does not know the setting. */
    @SuppressWarnings("IllegalCatch") // MethodHandle.invokeExact() declares Throwable
    static Optional<String> crypt(byte[] password, String setting) {
        if (CRYPT.isEmpty()) {
            return Optional.empty();
        }
        LOCK.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(password.length + 1L);
            MemorySegment.copy(password, 0, key, ValueLayout.JAVA_BYTE, 0, password.length);
            MemorySegment result =
                    (MemorySegment) CRYPT.get().invokeExact(key, arena.allocateFrom(setting, StandardCharsets.UTF_8));
            key.fill((byte) 0);
            if (result.equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            String text = result.reinterpret(LONGEST_RESULT).getString(0, StandardCharsets.UTF_8);
            return text.startsWith("*") ? Optional.empty() : Optional.of(text);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) { // MethodHandle.invokeExact declares it; a C function throws nothing
            throw new IllegalStateException(e);
        } finally {
            LOCK.unlock();
        }
    }
}
