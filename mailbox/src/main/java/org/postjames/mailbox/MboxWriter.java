package org.postjames.mailbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Appends messages to mbox files under Postfix's locks: {@code FILE.lock} and fcntl. A failed delivery is cut off again.
 *
 * <p>Postfix: {@code mbox_open()}, {@code mail_copy()} with {@code MAIL_COPY_MBOX}
 */
public final class MboxWriter {
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<StandardOpenOption> EXISTING = Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.CREATE_NEW);
    // fcntl locks belong to the process: the deliveries of this process queue up here instead.
    private static final ReentrantLock[] OWN_LOCKS =
            IntStream.range(0, 256).mapToObj(i -> new ReentrantLock()).toArray(ReentrantLock[]::new);

    private final MboxLockSettings locks;
    private final Clock clock;

    public MboxWriter(MboxLockSettings locks, Clock clock) {
        this.locks = locks;
        this.clock = clock;
    }

    /**
     * Appends one message.
     *
     * @param mbox created with mode 0600 if it is not there; its directory must exist
     * @param headerPrefix the {@code From } line and the header lines to put before the content, with LF ends
     * @param owner whom a new file belongs to; null for the server's own user
     * @param sizeLimit the largest mbox in bytes, 0 for none: {@code mailbox_size_limit}
     * @throws MailboxWriteException if nothing was delivered
     */
    public void append(Path mbox, byte[] headerPrefix, ContentWriter content, @Nullable FileOwner owner, long sizeLimit)
            throws MailboxWriteException {
        ReentrantLock own =
                OWN_LOCKS[Math.floorMod(mbox.toAbsolutePath().normalize().hashCode(), OWN_LOCKS.length)];
        own.lock();
        try (DotLock dot = locks.dotlock() ? DotLock.acquire(mbox, locks, clock, "5.2.0") : null) {
            try (FileChannel file = open(mbox, owner);
                    FileLock fcntl = locks.fcntl() ? lock(file) : null) {
                if (Files.getAttribute(mbox, "unix:nlink") instanceof Integer links && links != 1) {
                    throw new MailboxWriteException("4.2.0", "target file status changed unexpectedly");
                }
                write(file, headerPrefix, content, sizeLimit);
            }
        } catch (MailboxWriteException e) {
            throw e;
        } catch (IOException e) {
            throw new MailboxWriteException("5.3.0", "error writing message", e);
        } finally {
            own.unlock();
        }
    }

    private static FileChannel open(Path mbox, @Nullable FileOwner owner) throws MailboxWriteException {
        try {
            if (Files.exists(mbox)) {
                if (!Files.isRegularFile(mbox)) {
                    throw new MailboxWriteException("5.2.0", "destination " + mbox + " is not a regular file");
                }
                refuseTricks(mbox);
                return FileChannel.open(mbox, EXISTING);
            }
            FileChannel file = FileChannel.open(mbox, CREATE, FILE_MODE);
            if (owner != null) {
                owner.take(mbox);
            }
            return file;
        } catch (MailboxWriteException e) {
            throw e;
        } catch (IOException e) {
            throw new MailboxWriteException(
                    "5.2.0", Files.exists(mbox) ? "cannot open file" : "cannot create file exclusively", e);
        }
    }

    /** Hard and symbolic links by which a local user could have mail appended to a file of somebody else. */
    private static void refuseTricks(Path mbox) throws IOException {
        if (Files.getAttribute(mbox, "unix:nlink") instanceof Integer links && links > 1) {
            throw new MailboxWriteException("5.2.0", "file has " + links + " hard links");
        }
        if (Files.isSymbolicLink(mbox)
                && !Integer.valueOf(0).equals(Files.getAttribute(mbox, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            throw new MailboxWriteException("5.2.0", "file is a symbolic link");
        }
    }

    private FileLock lock(FileChannel file) throws IOException {
        for (int attempt = 1; ; attempt++) {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return lock;
            }
            if (attempt >= locks.attempts()) {
                throw new MailboxWriteException(
                        "4.2.0", "unable to lock for exclusive access: Resource temporarily unavailable");
            }
            DotLock.pause(locks.delay().toMillis());
        }
    }

    private static void write(FileChannel file, byte[] headerPrefix, ContentWriter content, long limit)
            throws IOException {
        long before = file.size();
        boolean complete = false;
        try {
            MessageFile out = new MessageFile(file, limit);
            out.write(headerPrefix, 0, headerPrefix.length);
            FromQuoting quoting = new FromQuoting(out);
            content.writeTo(quoting);
            quoting.end();
            out.sync();
            complete = true;
        } catch (IOException e) {
            throw new MailboxWriteException("5.3.0", "error writing message", e);
        } finally {
            if (!complete) {
                file.truncate(before);
            }
        }
    }
}
