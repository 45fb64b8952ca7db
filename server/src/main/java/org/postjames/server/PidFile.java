package org.postjames.server;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.postjames.foreign.CLibrary;

/**
 * {@code $queue_directory/pid/master.pid}, locked as master(8) locks it, so that Postfix and Postjames never work on one queue at the same time. The lock
 * ends with the process. // open_lock(3): flock(2) on Linux, which Java's own file locks do not see
 */
final class PidFile {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final CLibrary LIBC = CLibrary.libc();

    private PidFile() {}

    /** @throws IOException if another mail system holds the lock */
    static void lock(Path queueDirectory) throws IOException {
        Path directory = Files.createDirectories(queueDirectory.resolve("pid"));
        Path file = directory.resolve("master.pid");
        int descriptor = open(file);
        if (descriptor < 0) {
            throw new IOException("open lock file " + file + ": cannot open file");
        }
        if (flock(descriptor) != 0) {
            throw new IOException(
                    "open lock file pid/master.pid: unable to set exclusive lock: Resource temporarily unavailable");
        }
        // the descriptor stays open for as long as the process lives: it is the lock
        Files.writeString(
                file,
                String.format(Locale.ROOT, "%10d%n", ProcessHandle.current().pid()),
                StandardCharsets.US_ASCII);
    }

    private static int open(Path file) {
        MethodHandle open = LIBC.variadic("open", 2, CLibrary.INT, CLibrary.POINTER, CLibrary.INT, CLibrary.INT);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            return CLibrary.invoke(() -> (int) open.invokeExact(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        }
    }

    private static int flock(int descriptor) {
        MethodHandle flock = LIBC.function("flock", CLibrary.INT, CLibrary.INT, CLibrary.INT);
        return CLibrary.invoke(() -> (int) flock.invokeExact(descriptor, LOCK_EX_NB));
    }
}
