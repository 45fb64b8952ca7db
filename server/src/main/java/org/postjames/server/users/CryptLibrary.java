package org.postjames.server.users;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postjames.foreign.CLibrary;

/** crypt(3) of the host's libcrypt. It has one static result buffer, so one call runs at a time. */
final class CryptLibrary {
    private static final Optional<MethodHandle> CRYPT = find();
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final int LONGEST_RESULT = 384; // CRYPT_OUTPUT_SIZE

    private CryptLibrary() {}

    private static Optional<MethodHandle> find() {
        return CLibrary.named("libcrypt.so.1")
                .or(() -> CLibrary.named("libcrypt.so.2"))
                .map(library -> library.function("crypt", CLibrary.POINTER, CLibrary.POINTER, CLibrary.POINTER));
    }

    /** The password encrypted with the setting, or nothing if this host has no libcrypt or does not know the setting. */
    static Optional<String> crypt(byte[] password, String setting) {
        if (CRYPT.isEmpty()) {
            return Optional.empty();
        }
        LOCK.lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(password.length + 1L);
            MemorySegment.copy(password, 0, key, ValueLayout.JAVA_BYTE, 0, password.length);
            MemorySegment text = arena.allocateFrom(setting, StandardCharsets.UTF_8);
            MemorySegment result =
                    CLibrary.invoke(() -> (MemorySegment) CRYPT.get().invokeExact(key, text));
            key.fill((byte) 0);
            if (result.equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            String encrypted = result.reinterpret(LONGEST_RESULT).getString(0, StandardCharsets.UTF_8);
            return encrypted.startsWith("*") ? Optional.empty() : Optional.of(encrypted);
        } finally {
            LOCK.unlock();
        }
    }
}
