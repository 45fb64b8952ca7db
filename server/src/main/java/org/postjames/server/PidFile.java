package org.postjames.server;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code $queue_directory/pid/master.pid}, locked as master(8) locks it, so that Postfix and Postjames never work on one queue at the same time. The lock
 * ends with the process. // open_lock(3): flock(2) on Linux, which Java's own file locks do not see
 */
final class PidFile {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;

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

    @SuppressWarnings("IllegalCatch") // MethodHandle.invokeExact() declares Throwable
    private static int open(Path file) throws IOException {
        MethodHandle open = function(
                "open",
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(2));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom(file.toString());
            return (int) open.invokeExact(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) { // MethodHandle.invokeExact declares it; a C function throws nothing
            throw new IOException(e);
        }
    }

    @SuppressWarnings("IllegalCatch") // MethodHandle.invokeExact() declares Throwable
    private static int flock(int descriptor) throws IOException {
        MethodHandle flock = function(
                "flock", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            return (int) flock.invokeExact(descriptor, LOCK_EX_NB);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) { // see above
            throw new IOException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor, options);
    }
}
