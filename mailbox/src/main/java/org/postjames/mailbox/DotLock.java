package org.postjames.mailbox;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.EnumSet;
import java.util.concurrent.ThreadLocalRandom;

/** {@code FILE.lock} beside {@code FILE}: whoever creates it may write. Postfix: {@code dot_lockfile()} */
final class DotLock implements AutoCloseable {
    private final Path lock;

    private DotLock(Path lock) {
        this.lock = lock;
    }

    static DotLock acquire(Path file, MboxLockSettings settings, Clock clock, String defaultDsn)
            throws MailboxWriteException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        for (int attempt = 1; ; attempt++) {
            try {
                // Mode 0: it is the name that counts.
                Files.createFile(lock, PosixFilePermissions.asFileAttribute(EnumSet.noneOf(PosixFilePermission.class)));
                return new DotLock(lock);
            } catch (FileAlreadyExistsException e) {
                if (attempt >= settings.attempts()) {
                    throw new MailboxWriteException("4.2.0", "unable to create lock file " + lock + ": File exists");
                }
                removeIfStale(lock, settings, clock);
                pause(settings.delay().toMillis());
            } catch (IOException e) {
                throw new MailboxWriteException(defaultDsn, "unable to create lock file " + lock, e);
            }
        }
    }

    private static void removeIfStale(Path lock, MboxLockSettings settings, Clock clock) throws MailboxWriteException {
        try {
            if (Files.getAttribute(lock, "unix:ctime") instanceof FileTime made
                    && clock.instant().isAfter(made.toInstant().plus(settings.stale()))) {
                Files.deleteIfExists(lock);
            }
        } catch (NoSuchFileException e) {
            // given back in this moment
        } catch (IOException e) {
            throw new MailboxWriteException("4.2.0", "unable to create lock file " + lock + ": File exists");
        }
    }

    /** Waits {@code millis} and up to half of it longer or shorter, so that waiters do not march in step. */
    static void pause(long millis) throws MailboxWriteException {
        try {
            Thread.sleep(
                    Math.max(1, millis * 3 / 4 + ThreadLocalRandom.current().nextLong(millis / 2 + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MailboxWriteException("4.2.0", "delivery interrupted by shutdown");
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(lock);
        } catch (IOException e) {
            // Postfix ignores this too: the lock becomes stale and is broken.
        }
    }
}
