package org.postjames.mailbox;

import java.nio.file.Path;

/** Told when this server itself has put a message into a Maildir, so that waiting mail clients see it at once. */
@FunctionalInterface
public interface MaildirEvents {
    /** Nobody listens. */
    MaildirEvents NONE = maildir -> {};

    /**
     * A message has appeared in {@code maildir/new}. Called on the delivering thread: implementations return at once
     * and do not fail.
     */
    void delivered(Path maildir);
}
