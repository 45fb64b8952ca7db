package org.postjames.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.postjames.delivery.NotPrivilegedException;
import org.postjames.delivery.UserRights;
import org.postjames.mailbox.maildir.OwnerRights;

/** {@link OwnerRights} by threads that have the user's file system rights: those of setfsuid(2), as for deliveries. */
record OwnerThreads(UserRights rights, int uid, int gid) implements OwnerRights {
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    @Override
    public <T> T call(FileWork<T> work) throws IOException {
        if (INSIDE.get() != null) {
            return work.run();
        }
        try {
            return rights.call(uid, gid, () -> {
                INSIDE.set(true);
                try {
                    return work.run();
                } finally {
                    INSIDE.remove();
                }
            });
        } catch (NotPrivilegedException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted during work on a mailbox");
        }
    }
}
