package org.postjames.mailbox.maildir;

import java.io.IOException;

/**
 * The file access rights of the one whom a Maildir belongs to. A server that runs as root must not follow a user's symbolic link to where the user may not
 * go, and must leave no file that the user's deliveries cannot touch; so all work on a Maildir runs inside of {@link #call}.
 */
public interface OwnerRights {
    /** The rights that this process has anyway. */
    OwnerRights OURS = new OwnerRights() {
        @Override
        public <T> T call(FileWork<T> work) throws IOException {
            return work.run();
        }
    };

    /** Something done to files. */
    @FunctionalInterface
    interface FileWork<T> {
        T run() throws IOException;
    }

    /** Runs the work and waits for it. Work inside of work runs where it stands, so that it may hold locks; whoever calls from outside must hold none. */
    <T> T call(FileWork<T> work) throws IOException;
}
