package org.postjames.delivery;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postjames.foreign.CLibrary;
import org.postjames.table.TableUnavailableException;

/** getpwnam(3) and getpwuid(3): everything that nsswitch.conf names, so LDAP and SSSD accounts too. */
public final class LibcUsers implements UserDatabase {
    private static final long BUFFER = 16 * 1024;

    // struct passwd of glibc and musl on 64-bit Linux
    private static final long SIZE = 48;
    private static final long UID = 16;
    private static final long GID = 20;
    private static final long HOME = 32;
    private static final long SHELL = 40;

    private static final CLibrary LIBC = CLibrary.libc();
    private static final MethodHandle GETPWNAM_R = LIBC.function(
            "getpwnam_r",
            CLibrary.INT,
            CLibrary.POINTER,
            CLibrary.POINTER,
            CLibrary.POINTER,
            CLibrary.SIZE,
            CLibrary.POINTER);
    private static final MethodHandle GETPWUID_R = LIBC.function(
            "getpwuid_r",
            CLibrary.INT,
            CLibrary.INT,
            CLibrary.POINTER,
            CLibrary.POINTER,
            CLibrary.SIZE,
            CLibrary.POINTER);

    private static final MethodHandle GETGRNAM_R = LIBC.function(
            "getgrnam_r",
            CLibrary.INT,
            CLibrary.POINTER,
            CLibrary.POINTER,
            CLibrary.POINTER,
            CLibrary.SIZE,
            CLibrary.POINTER);

    @FunctionalInterface
    private interface Call {
        int run(MemorySegment passwd, MemorySegment buffer, MemorySegment result) throws Throwable;
    }

    @Override
    public Optional<SystemUser> byName(String name) throws TableUnavailableException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name, StandardCharsets.UTF_8);
            return look(arena, name, (p, b, r) -> (int) GETPWNAM_R.invokeExact(text, p, b, BUFFER, r));
        }
    }

    @Override
    public Optional<SystemUser> byUid(int uid) throws TableUnavailableException {
        try (Arena arena = Arena.ofConfined()) {
            return look(arena, "uid " + uid, (p, b, r) -> (int) GETPWUID_R.invokeExact(uid, p, b, BUFFER, r));
        }
    }

    @Override
    public Optional<Integer> groupId(String name) throws TableUnavailableException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocateFrom(name, StandardCharsets.UTF_8);
            MemorySegment group = arena.allocate(SIZE, 8);
            Call call = (g, b, r) -> (int) GETGRNAM_R.invokeExact(text, g, b, BUFFER, r);
            // struct group has its id where struct passwd has the user's
            return isFound(arena, "group " + name, group, call)
                    ? Optional.of(group.get(ValueLayout.JAVA_INT, UID))
                    : Optional.empty();
        }
    }

    private static boolean isFound(Arena arena, String what, MemorySegment entry, Call call)
            throws TableUnavailableException {
        MemorySegment buffer = arena.allocate(BUFFER);
        MemorySegment result = arena.allocate(ValueLayout.ADDRESS);
        int errno = CLibrary.invoke(() -> call.run(entry, buffer, result));
        boolean found = result.get(ValueLayout.ADDRESS, 0).address() != 0;
        // getpwnam(3): ENOENT, ESRCH, EBADF, EPERM may all mean "not found"
        if (!found && errno != 0 && errno != 1 && errno != 2 && errno != 3 && errno != 9) {
            throw new TableUnavailableException("error looking up passwd info for " + what + ": error " + errno);
        }
        return found;
    }

    private static Optional<SystemUser> look(Arena arena, String what, Call call) throws TableUnavailableException {
        MemorySegment passwd = arena.allocate(SIZE, 8);
        return isFound(arena, what, passwd, call)
                ? Optional.of(new SystemUser(
                        text(passwd, 0),
                        passwd.get(ValueLayout.JAVA_INT, UID),
                        passwd.get(ValueLayout.JAVA_INT, GID),
                        text(passwd, HOME),
                        text(passwd, SHELL)))
                : Optional.empty();
    }

    private static String text(MemorySegment passwd, long offset) {
        return passwd.get(ValueLayout.ADDRESS, offset).reinterpret(BUFFER).getString(0, StandardCharsets.UTF_8);
    }
}
