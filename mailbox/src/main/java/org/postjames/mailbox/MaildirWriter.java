package org.postjames.mailbox;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Delivers messages into Maildirs: a file in {@code tmp/}, one write, one fsync, one rename into {@code new/}. Safe for
 * any number of threads and for other programs at work in the same Maildir.
 *
 * <p>Postfix: {@code deliver_maildir()}; the file is named as Postfix does,
 * {@code TIME.Vdevice-hexIinode-hexMmicroseconds.hostname}.
 */
public final class MaildirWriter {
    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    // One counter for the process, since several writers may share a Maildir.
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final long PID = ProcessHandle.current().pid();

    private final String hostname;
    private final Clock clock;
    private final MaildirEvents events;

    public MaildirWriter(Clock clock, MaildirEvents events) {
        this(systemHostname(), clock, events);
    }

    /**
     * @param hostname the last part of every file name; {@code /} and {@code :} are escaped
     */
    public MaildirWriter(String hostname, Clock clock, MaildirEvents events) {
        this.hostname = hostname.replace("/", "\\057").replace(":", "\\072");
        this.clock = clock;
        this.events = events;
    }

    /** As {@link #deliver(Path, byte[], ContentWriter, FileOwner, long)}, as the server's own user and without a limit. */
    public Path deliver(Path maildir, byte[] headerPrefix, ContentWriter content) throws IOException {
        return deliver(maildir, headerPrefix, content, null, 0);
    }

    /**
     * Delivers one message. Mail clients that wait hear of it by {@link #announce}.
     *
     * @param maildir created with {@code tmp}, {@code new} and {@code cur} (mode 0700) if it is not there
     * @param headerPrefix header lines with LF ends to put before the content: Return-Path and such
     * @param owner whom new files and directories belong to; null for the server's own user
     * @param sizeLimit the largest file in bytes, 0 for none
     * @return the file in {@code new/}; it is on disk when this returns
     * @throws MailboxWriteException if nothing was delivered
     */
    public Path deliver(
            Path maildir, byte[] headerPrefix, ContentWriter content, @Nullable FileOwner owner, long sizeLimit)
            throws MailboxWriteException {
        Instant now = clock.instant();
        Path tmp = maildir.resolve(
                "tmp/" + now.getEpochSecond() + ".P" + PID + "Q" + COUNTER.incrementAndGet() + "." + hostname);
        boolean renamed = false;
        try (FileChannel file = create(tmp, owner)) {
            write(file, headerPrefix, content, sizeLimit);
            Path delivered = maildir.resolve("new/" + uniqueName(tmp, now));
            rename(tmp, delivered, owner);
            renamed = true;
            return delivered;
        } catch (MailboxWriteException e) {
            throw e;
        } catch (IOException e) {
            throw new MailboxWriteException("5.3.0", "error writing message", e);
        } finally {
            if (!renamed) {
                discard(tmp);
            }
        }
    }

    /** Tells the {@link MaildirEvents} of a delivered file. Not with the rights of a recipient: threads that are started for it would keep them. */
    public void announce(Path delivered) {
        Path directory = delivered.getParent();
        Path maildir = directory == null ? null : directory.getParent();
        if (maildir != null) {
            events.delivered(maildir);
        }
    }

    private static FileChannel create(Path tmp, @Nullable FileOwner owner) throws MailboxWriteException {
        try {
            FileChannel file;
            try {
                file = FileChannel.open(tmp, CREATE, FILE_MODE);
            } catch (NoSuchFileException e) {
                makeDirectories(tmp.getParent(), owner);
                file = FileChannel.open(tmp, CREATE, FILE_MODE);
            }
            if (owner != null) {
                owner.take(tmp);
            }
            return file;
        } catch (IOException e) {
            throw new MailboxWriteException("4.2.0", "create maildir file " + tmp, e);
        }
    }

    private static void write(FileChannel file, byte[] headerPrefix, ContentWriter content, long limit)
            throws MailboxWriteException {
        try {
            MessageFile out = new MessageFile(file, limit);
            out.write(headerPrefix, 0, headerPrefix.length);
            content.writeTo(out);
            out.sync();
        } catch (IOException e) {
            throw new MailboxWriteException("5.3.0", "error writing message", e);
        }
    }

    private String uniqueName(Path tmp, Instant now) throws IOException {
        Map<String, Object> stat = Files.readAttributes(tmp, "unix:dev,ino");
        return now.getEpochSecond() + ".V" + Long.toHexString(number(stat.get("dev"))) + "I"
                + Long.toHexString(number(stat.get("ino"))) + "M" + now.getNano() / 1000 + "." + hostname;
    }

    private static long number(@Nullable Object attribute) {
        return attribute instanceof Number n ? n.longValue() : 0;
    }

    // Postfix differs: link(2) and unlink(2), because the name cannot exist yet (it holds the inode) one rename(2) is
    // enough and leaves no moment with two names.
    private static void rename(Path tmp, Path delivered, @Nullable FileOwner owner) throws MailboxWriteException {
        try {
            try {
                Files.move(tmp, delivered, StandardCopyOption.ATOMIC_MOVE);
            } catch (NoSuchFileException e) {
                makeDirectories(delivered.resolveSibling("../cur").normalize(), owner);
                makeDirectories(delivered.getParent(), owner);
                Files.move(tmp, delivered, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new MailboxWriteException("4.2.0", "create maildir file " + delivered, e);
        }
    }

    private static void discard(Path tmp) {
        try {
            Files.deleteIfExists(tmp);
        } catch (IOException e) {
            // What stays in tmp/ was never delivered; mail readers remove it after 36 hours.
        }
    }

    /** Creates the directory and what is missing above it. */
    private static void makeDirectories(@Nullable Path directory, @Nullable FileOwner owner) throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        makeDirectories(directory.getParent(), owner);
        try {
            Files.createDirectory(directory, DIRECTORY_MODE);
            if (owner != null) {
                owner.take(directory);
            }
        } catch (IOException e) {
            if (!Files.isDirectory(directory)) { // another delivery may have been quicker
                throw e;
            }
        }
    }

    /** This machine's name as gethostname(2) tells it, without asking DNS. */
    static String systemHostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException noProc) {
            return InetAddress.getLoopbackAddress().getHostName();
        }
    }
}
