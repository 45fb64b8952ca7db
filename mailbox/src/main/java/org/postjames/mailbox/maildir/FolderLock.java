package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Dovecot's lock of one of its files: {@code FILE.lock} that holds {@code pid:host}. A lock of a process that is gone
 * from this host, or that has not been touched for two minutes, is broken.
 */
final class FolderLock implements AutoCloseable {
    private static final long TIMEOUT_MILLIS = 120_000;
    private static final long STALE_MILLIS = 120_000;
    private static final byte[] CONTENT =
            (ProcessHandle.current().pid() + ":" + MaildirNames.HOSTNAME).getBytes(StandardCharsets.ISO_8859_1);

    private final Path lock;

    private FolderLock(Path lock) {
        this.lock = lock;
    }

    static FolderLock acquire(Path file) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        long deadline = System.nanoTime() + TIMEOUT_MILLIS * 1_000_000;
        for (long wait = 1; ; wait = Math.min(100, wait * 2)) {
            try {
                Files.write(lock, CONTENT, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                Ownership.likeDirectory(lock);
                return new FolderLock(lock);
            } catch (FileAlreadyExistsException e) {
                if (isStale(lock)) {
                    Files.deleteIfExists(lock);
                } else if (System.nanoTime() > deadline) {
                    throw new IOException("timeout waiting for " + lock);
                } else {
                    pause(wait);
                }
            }
        }
    }

    private static boolean isStale(Path lock) throws IOException {
        try {
            long age =
                    System.currentTimeMillis() - Files.getLastModifiedTime(lock).toMillis();
            if (age > STALE_MILLIS) {
                return true;
            }
            String content = Files.readString(lock, StandardCharsets.ISO_8859_1).strip();
            int colon = content.indexOf(':');
            if (colon <= 0 || !content.substring(colon + 1).equals(MaildirNames.HOSTNAME)) {
                return false;
            }
            long pid = UidRecord.decimal(content, 0, colon);
            return pid > 0 && ProcessHandle.of(pid).isEmpty();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            Thread.sleep(millis + ThreadLocalRandom.current().nextLong(millis + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a mailbox lock", e);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(lock);
    }
}
