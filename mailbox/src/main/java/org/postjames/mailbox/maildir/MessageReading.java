package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the messages of a folder from their files, and finds a file again that somebody has renamed meanwhile. A message whose file cannot be read (its mode
 * forbids it, it is a directory, a dangling link or a pipe) keeps its UID and its flags, and nobody gets its content; the others are served as ever.
 */
final class MessageReading {
    /** Looks at the directories again. */
    interface Refresh {
        void run() throws IOException;
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(MessageReading.class);
    private static final int RETRIES = 3;

    private final Path directory;
    private final OwnerRights rights;
    private final FolderState state;
    private final FolderIndex index;
    private final ReentrantLock lock;
    private final Refresh refresh;
    private int unsavedSizes;

    MessageReading(Path directory, OwnerRights rights, FolderState state, Refresh refresh) {
        this.directory = directory;
        this.rights = rights;
        this.state = state;
        this.index = state.index;
        this.lock = state.lock;
        this.refresh = refresh;
    }

    /** The message's content with CRLF line ends. */
    InputStream open(MaildirMessage message) throws IOException {
        return new CrlfInputStream(openFile(message));
    }

    private InputStream openFile(MaildirMessage message) throws IOException {
        return rights.call(() -> openFileNow(message));
    }

    private InputStream openFileNow(MaildirMessage message) throws IOException {
        MaildirMessage now = message;
        for (int i = 0; ; i++) {
            try {
                Path file = directory.resolve(now.path());
                if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                    throw new FileSystemException(now.path(), null, "Not a regular file");
                }
                return Files.newInputStream(file);
            } catch (NoSuchFileException e) {
                now = current(now, e, i);
            }
        }
    }

    /** Those whose content can be had. Of the others that are still there, the log tells. */
    List<MaildirMessage> readable(List<MaildirMessage> messages) throws IOException {
        return rights.call(() -> messages.stream().filter(this::isReadable).toList());
    }

    private boolean isReadable(MaildirMessage message) {
        try (InputStream in = openFileNow(message)) {
            return true;
        } catch (IOException e) {
            MaildirMessage listed = listed(message.uid());
            if (listed != null) {
                LOGGER.warn("open {}: {}: message left out", directory.resolve(listed.path()), reason(e));
            }
            return false;
        }
    }

    private @Nullable MaildirMessage listed(long uid) {
        lock.lock();
        try {
            return index.byUid().get(uid);
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "No such file or directory";
            case AccessDeniedException denied -> "Permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage();
        };
    }

    /** Where the message is now that somebody has renamed it. */
    MaildirMessage current(MaildirMessage message, NoSuchFileException e, int attempt) throws IOException {
        lock.lock();
        try {
            if (attempt > 0) {
                state.doubtDirectories();
            }
        } finally {
            lock.unlock();
        }
        refresh.run();
        lock.lock();
        try {
            MaildirMessage now = index.byUid().get(message.uid());
            if (now == null || !now.base().equals(message.base()) || attempt >= RETRIES) {
                throw e;
            }
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** The size with CRLF line ends; reads the file only if nobody has written its size down yet. As long as it cannot be read, what it takes up on disk. */
    long virtualSize(MaildirMessage message) throws IOException {
        if (message.virtualSize() < 0) {
            try (InputStream in = openFile(message)) {
                message.virtualSize(CrlfInputStream.size(in));
            } catch (IOException e) {
                return rights.call(() -> sizeOnDisk(message));
            }
            lock.lock();
            try {
                MaildirMessage now = index.byUid().get(message.uid());
                if (now != null && now.base().equals(message.base())) {
                    now.virtualSize(message.virtualSize());
                }
                unsavedSizes++;
            } finally {
                lock.unlock();
            }
        }
        return message.virtualSize();
    }

    private long sizeOnDisk(MaildirMessage message) {
        try {
            BasicFileAttributes file = Files.readAttributes(
                    directory.resolve(message.path()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return file.isRegularFile() ? file.size() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** When the message arrived: the file's modification time, or 0 if there is no file. */
    long receivedMillis(MaildirMessage message) throws IOException {
        return message.receivedMillis() != 0 ? message.receivedMillis() : rights.call(() -> receivedMillisNow(message));
    }

    private long receivedMillisNow(MaildirMessage message) throws IOException {
        MaildirMessage now = message;
        for (int i = 0; message.receivedMillis() == 0; i++) {
            try {
                message.receivedMillis(
                        Files.getLastModifiedTime(directory.resolve(now.path())).toMillis());
            } catch (NoSuchFileException e) {
                try {
                    now = current(now, e, i);
                } catch (NoSuchFileException gone) {
                    return 0;
                }
            }
        }
        return message.receivedMillis();
    }

    /** Writes sizes that were counted into the uidlist, so that nobody has to count again. */
    void saveSizes() throws IOException {
        rights.call(() -> {
            saveSizesNow();
            return directory;
        });
    }

    private void saveSizesNow() throws IOException {
        lock.lock();
        try {
            if (unsavedSizes > 0) {
                state.rewriteList(true);
                unsavedSizes = 0;
            }
        } finally {
            lock.unlock();
        }
    }
}
