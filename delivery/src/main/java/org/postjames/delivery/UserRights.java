package org.postjames.delivery;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postjames.foreign.CLibrary;

/**
 * File access with a recipient's rights. // set_eugid.c
 *
 * <p>Postfix differs: it changes the process's effective user; a thread of ours changes its own file system user (setfsuid(2)) and groups, because many
 * deliveries share one process. The kernel checks the same rights either way, and takes root's file capabilities away from such a thread.
 */
public class UserRights implements AutoCloseable {
    private static final CLibrary LIBC = CLibrary.libc();
    private static final MethodHandle SETFSUID = LIBC.function("setfsuid", CLibrary.INT, CLibrary.INT);
    private static final MethodHandle SETFSGID = LIBC.function("setfsgid", CLibrary.INT, CLibrary.INT);
    private static final MethodHandle GETEUID = LIBC.function("geteuid", CLibrary.INT);
    private static final MethodHandle GETEGID = LIBC.function("getegid", CLibrary.INT);
    // setgroups(3) of the C library changes all threads; the system call changes one
    private static final MethodHandle SYSCALL =
            LIBC.function("syscall", CLibrary.SIZE, CLibrary.SIZE, CLibrary.SIZE, CLibrary.POINTER);
    private static final int UNCHANGED = -1;

    /** Something done to files. */
    @FunctionalInterface
    public interface Work<T> {
        T call() throws IOException, InterruptedException;
    }

    private record Identity(int uid, int gid) {}

    private static final Identity UNKNOWN = new Identity(UNCHANGED, UNCHANGED);

    private final int uid = CLibrary.invoke(() -> (int) GETEUID.invokeExact());
    private final int gid = CLibrary.invoke(() -> (int) GETEGID.invokeExact());
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("as-user-", 0).factory());
    private final long setgroups = uid == 0 ? setgroupsNumber() : 0;
    private final ThreadLocal<MemorySegment> group =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_INT));
    private final ThreadLocal<Identity> present = ThreadLocal.withInitial(() -> new Identity(uid, gid));

    /**
     * Writes mail to its final place, with a user's rights. // all of mailbox.c, maildir.c, file.c end here
     *
     * @return the file that now holds it; none in a rehearsal
     */
    public Optional<Path> write(int asUid, int asGid, Path place, Work<Path> work)
            throws IOException, NotPrivilegedException, InterruptedException {
        return Optional.of(call(asUid, asGid, work));
    }

    /** Whether a command may be run now; a rehearsal only notes it. */
    public boolean mayRun(String command) {
        return true;
    }

    /** Whether this process can act for anybody. */
    public boolean arePrivileged() {
        return uid == 0;
    }

    public int ownUid() {
        return uid;
    }

    public int ownGid() {
        return gid;
    }

    /** Whether {@link #call} would work for this user. */
    public boolean covers(int otherUid) {
        return otherUid == uid || uid == 0;
    }

    /** Runs {@code work} with the file access rights of a user, and of one group only. */
    public <T> T call(int asUid, int asGid, Work<T> work)
            throws IOException, NotPrivilegedException, InterruptedException {
        if (!covers(asUid)) {
            throw new NotPrivilegedException(asUid);
        }
        if (!Thread.currentThread().isVirtual()) {
            return callHere(new Identity(asUid, asGid), work);
        }
        Future<T> result = threads.submit(() -> callHere(new Identity(asUid, asGid), work));
        try {
            return result.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /**
     * Not on a virtual thread: its carrier would keep the identity. It is given back before anybody can be told of the end, because a thread that is started meanwhile
     * inherits it: the work must wake no virtual threads either, for which Java may have to start a carrier.
     */
    private <T> T callHere(Identity wanted, Work<T> work) throws IOException, InterruptedException {
        Identity before = present.get();
        try {
            become(wanted);
            return work.call();
        } finally {
            become(before);
        }
    }

    private void become(Identity wanted) {
        if (uid != 0 || present.get().equals(wanted)) {
            return;
        }
        present.set(UNKNOWN);
        MemorySegment groups = group.get();
        groups.set(ValueLayout.JAVA_INT, 0, wanted.gid());
        int failed = CLibrary.invoke(() -> (int) (long) SYSCALL.invokeExact(setgroups, 1L, groups));
        if (failed != 0) {
            throw new IllegalStateException("setgroups failed");
        }
        set(SETFSGID, wanted.gid());
        set(SETFSUID, wanted.uid());
        present.set(wanted);
    }

    private static void set(MethodHandle function, int id) {
        CLibrary.invoke(() -> (int) function.invokeExact(id));
        int now = CLibrary.invoke(() -> (int) function.invokeExact(UNCHANGED));
        if (now != id) {
            throw new IllegalStateException("cannot take the rights of id " + id);
        }
    }

    private static long setgroupsNumber() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> 116;
            case "aarch64", "riscv64" -> 159;
            case String other ->
                throw new IllegalStateException("delivery as another user is not supported on " + other);
        };
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
