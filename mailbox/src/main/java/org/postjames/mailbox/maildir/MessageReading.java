package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** Reads the messages of a folder from their files, and finds a file again that somebody has renamed meanwhile. */
final class MessageReading {
    /** Looks at the directories again. */
    interface Refresh {
        void run() throws IOException;
    }

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
                return Files.newInputStream(directory.resolve(now.path()));
            } catch (NoSuchFileException e) {
                now = current(now, e, i);
            }
        }
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

    /** The size with CRLF line ends; reads the file only if nobody has written its size down yet. */
    long virtualSize(MaildirMessage message) throws IOException {
        if (message.virtualSize() < 0) {
            try (InputStream in = openFile(message)) {
                message.virtualSize(CrlfInputStream.size(in));
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

    /** When the message arrived: the file's modification time. */
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
                now = current(now, e, i);
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
