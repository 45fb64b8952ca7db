package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.FolderChanges.FlagChange;

/**
 * One mailbox: a directory with {@code new}, {@code cur} and {@code tmp}, kept in memory. Every question first looks
 * whether the directories have changed; only then are they read again. Safe for all threads of this process, and for
 * other programs at work in the same directory.
 */
public final class MaildirFolder {

    /** Told of changes that were not made through this object. Must return at once and not call back: the folder may be locked. */
    @FunctionalInterface
    public interface Listener {
        void changed(MaildirFolder folder, FolderChanges changes);
    }

    /** A message's flags: the letters of its file name, sorted, and whether it is recent. */
    public record FlagSet(String letters, boolean recent) {}

    private final Path directory;
    private final OwnerRights rights;
    private final Listener listener;
    private final Keywords keywords;
    private final FolderState state;
    private final FolderIndex index;
    private final ReentrantLock lock;
    private final MessageReading reading;
    private volatile long usedAt = System.nanoTime();

    MaildirFolder(Path directory, Listener listener) {
        this(directory, OwnerRights.OURS, listener);
    }

    MaildirFolder(Path directory, OwnerRights rights, Listener listener) {
        this.directory = directory;
        this.rights = rights;
        this.listener = listener;
        this.keywords = new Keywords(directory);
        this.state = new FolderState(directory);
        this.index = state.index;
        this.lock = state.lock;
        this.reading = new MessageReading(directory, rights, state, this::refresh);
    }

    public Path directory() {
        return directory;
    }

    /** Makes the directories and an empty uidlist. */
    void create(long uidValidity) throws IOException {
        rights.call(() -> {
            state.create(uidValidity);
            return directory;
        });
    }

    /** How long nobody has asked for anything. */
    public long idleNanos() {
        return System.nanoTime() - usedAt;
    }

    /** Brings the memory up to date with the directory. */
    public void refresh() throws IOException {
        usedAt = System.nanoTime();
        if (isCurrent()) {
            return;
        }
        FolderChanges changes = rights.call(() -> {
            lock.lock();
            try {
                return state.refresh();
            } finally {
                lock.unlock();
            }
        });
        if (!changes.isEmpty()) {
            listener.changed(this, changes);
        }
    }

    /** Most questions end here, after three stat(2) that need nobody's rights. */
    private boolean isCurrent() throws IOException {
        lock.lock();
        try {
            return state.isCurrent();
        } finally {
            lock.unlock();
        }
    }

    /** The messages with UIDs from {@code first} to {@code last}, in order. */
    public List<MaildirMessage> messages(long first, long last) throws IOException {
        refresh();
        lock.lock();
        try {
            return first > last
                    ? List.of()
                    : List.copyOf(index.byUid().subMap(first, true, last, true).values());
        } finally {
            lock.unlock();
        }
    }

    public List<MaildirMessage> messages() throws IOException {
        return messages(0, Long.MAX_VALUE);
    }

    public long uidValidity() throws IOException {
        refresh();
        return index.uidValidity();
    }

    /** The mailbox's own name, which stays when it is renamed: 32 hexadecimal digits. */
    public String guid() throws IOException {
        refresh();
        return index.guid();
    }

    /** The UID that the next message will get. */
    public long nextUid() throws IOException {
        refresh();
        return index.nextUid();
    }

    public long highestModSeq() throws IOException {
        refresh();
        return index.highestModSeq();
    }

    /** Reserves a modification sequence for the caller. */
    public long nextModSeq() throws IOException {
        lock.lock();
        try {
            return index.nextModSeq();
        } finally {
            lock.unlock();
        }
    }

    /** The keyword names by letter, beginning with {@code a}; null where a letter is free. */
    public List<@Nullable String> keywords() throws IOException {
        return rights.call(keywords::names);
    }

    /** The letter of a keyword, new if need be. */
    public char keywordLetter(String keyword) throws IOException {
        return rights.call(() -> keywordLetterNow(keyword));
    }

    private char keywordLetterNow(String keyword) throws IOException {
        return keywords.letter(keyword);
    }

    /** The message's content with CRLF line ends. */
    public InputStream open(MaildirMessage message) throws IOException {
        return reading.open(message);
    }

    /** Those of the messages whose content can be had now; the log tells of the others. */
    public List<MaildirMessage> readable(List<MaildirMessage> messages) throws IOException {
        return reading.readable(messages);
    }

    /** The size with CRLF line ends; reads the file only if nobody has written its size down yet. */
    public long virtualSize(MaildirMessage message) throws IOException {
        return reading.virtualSize(message);
    }

    /** The size with CRLF line ends of a message whose file may be gone, or -1 if nobody counted in time. */
    public long knownSize(MaildirMessage message) {
        return message.virtualSize();
    }

    /** When a message arrived whose file may be gone, or 0 if nobody asked in time. */
    public long knownReceivedMillis(MaildirMessage message) {
        return message.receivedMillis();
    }

    /** When the message arrived: the file's modification time. */
    public long receivedMillis(MaildirMessage message) throws IOException {
        return reading.receivedMillis(message);
    }

    /** Writes sizes that were counted into the uidlist, so that nobody has to count again. */
    public void saveSizes() throws IOException {
        reading.saveSizes();
    }

    /** Stores a message whose content has CRLF line ends. */
    public MaildirMessage add(String id, InputStream content, FlagSet flags, long receivedMillis, Instant now)
            throws IOException {
        return rights.call(() -> addNow(id, content, flags, receivedMillis, now));
    }

    private MaildirMessage addNow(String id, InputStream content, FlagSet flags, long receivedMillis, Instant now)
            throws IOException {
        Path tmp = directory.resolve("tmp/" + MaildirNames.next());
        try {
            String sizes = MessageFile.write(tmp, content);
            Files.setLastModifiedTime(tmp, FileTime.fromMillis(receivedMillis));
            return state.adopt(
                    id, sizes, flags, now, target -> Files.move(tmp, target, StandardCopyOption.ATOMIC_MOVE));
        } finally {
            Files.deleteIfExists(tmp);
        }
    }

    /** Copies a message of another folder (or of this one) by a hard link. */
    public MaildirMessage copyFrom(MaildirFolder source, MaildirMessage original, FlagSet flags, Instant now)
            throws IOException {
        return rights.call(() -> copyFromNow(source, original, flags, now));
    }

    private MaildirMessage copyFromNow(MaildirFolder source, MaildirMessage original, FlagSet flags, Instant now)
            throws IOException {
        return transfer(source, original, flags, now, Files::createLink);
    }

    /** Moves a message here from another folder. */
    public MaildirMessage moveFrom(MaildirFolder source, MaildirMessage original, FlagSet flags, Instant now)
            throws IOException {
        return rights.call(() -> moveFromNow(source, original, flags, now));
    }

    private MaildirMessage moveFromNow(MaildirFolder source, MaildirMessage original, FlagSet flags, Instant now)
            throws IOException {
        // Both folders are locked, in the same order everywhere: whoever looks at the source while the file is on its
        // way would report it as expunged by somebody else, and clients would hear of it twice.
        List<ReentrantLock> both =
                source.directory.compareTo(directory) < 0 ? List.of(source.lock, lock) : List.of(lock, source.lock);
        both.forEach(ReentrantLock::lock);
        try {
            MaildirMessage moved = transfer(
                    source, original, flags, now, (to, from) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
            MaildirMessage left = source.index.byUid().get(original.uid());
            if (left != null) {
                source.index.remove(left);
                source.index.nextModSeq();
            }
            return moved;
        } finally {
            both.forEach(ReentrantLock::unlock);
        }
    }

    @FunctionalInterface
    private interface Transfer {
        void to(Path target, Path from) throws IOException;
    }

    private MaildirMessage transfer(
            MaildirFolder source, MaildirMessage original, FlagSet flags, Instant now, Transfer how)
            throws IOException {
        String id = original.id();
        String sizes = original.base().substring(id.length());
        MaildirMessage from = original;
        for (int i = 0; ; i++) {
            Path file = source.directory.resolve(from.path());
            try {
                return state.adopt(id, sizes, flags, now, target -> how.to(target, file));
            } catch (NoSuchFileException e) {
                from = source.reading.current(from, e, i);
            }
        }
    }

    /** Changes flags by renaming files; a message that is gone is left out of the result. */
    public List<FlagChange> changeFlags(Collection<MaildirMessage> messages, UnaryOperator<FlagSet> change)
            throws IOException {
        return rights.call(() -> changeFlagsNow(messages, change));
    }

    private List<FlagChange> changeFlagsNow(Collection<MaildirMessage> messages, UnaryOperator<FlagSet> change)
            throws IOException {
        List<FlagChange> changes = new ArrayList<>(messages.size());
        lock.lock();
        try {
            long modSeq = 0;
            for (MaildirMessage message : messages) {
                MaildirMessage before = index.byUid().get(message.uid());
                if (before == null) {
                    continue;
                }
                FlagSet old = new FlagSet(before.letters(), before.recent());
                FlagSet wanted = change.apply(old);
                if (wanted.equals(old)) {
                    changes.add(new FlagChange(before, before));
                    continue;
                }
                modSeq = modSeq == 0 ? index.nextModSeq() : modSeq;
                String path = before.inNew() && before.letters().equals(wanted.letters)
                        ? FolderState.path(before.base(), wanted)
                        : "cur/" + MaildirFileName.withLetters(before.base(), wanted.letters);
                MaildirMessage after = before.with(wanted.letters, path, wanted.recent, modSeq);
                if (rename(before, after)) {
                    index.put(after);
                    changes.add(new FlagChange(before, after));
                }
            }
        } finally {
            lock.unlock();
        }
        return changes;
    }

    private boolean rename(MaildirMessage before, MaildirMessage after) throws IOException {
        MaildirMessage from = before;
        for (int i = 0; ; i++) {
            Path source = directory.resolve(from.path());
            Path target = directory.resolve(after.path());
            try {
                if (!source.equals(target)) {
                    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
                }
                return true;
            } catch (NoSuchFileException e) {
                try {
                    from = reading.current(from, e, i);
                } catch (NoSuchFileException gone) {
                    return false;
                }
            }
        }
    }

    /** Deletes messages; those already gone are left out of the result. */
    public List<MaildirMessage> delete(Collection<Long> uids) throws IOException {
        return rights.call(() -> deleteNow(uids));
    }

    private List<MaildirMessage> deleteNow(Collection<Long> uids) throws IOException {
        List<MaildirMessage> deleted = new ArrayList<>();
        lock.lock();
        try {
            for (Long uid : uids) {
                MaildirMessage m = index.byUid().get(uid);
                if (m != null && remove(m)) {
                    index.remove(m);
                    deleted.add(m);
                }
            }
            if (!deleted.isEmpty()) {
                index.nextModSeq();
                if (index.expunged() > Math.max(100, index.byUid().size() / 4)) {
                    state.rewriteList(false);
                }
            }
        } finally {
            lock.unlock();
        }
        return deleted;
    }

    private boolean remove(MaildirMessage m) throws IOException {
        MaildirMessage from = m;
        for (int i = 0; ; i++) {
            try {
                // Whoever hears of the deletion asks for these, and then it is too late.
                virtualSize(m);
                receivedMillis(m);
                Files.delete(directory.resolve(from.path()));
                return true;
            } catch (DirectoryNotEmptyException e) {
                return false; // no message of ours: whoever has put it there may take it away
            } catch (NoSuchFileException e) {
                try {
                    from = reading.current(from, e, i);
                } catch (NoSuchFileException gone) {
                    return false;
                }
            }
        }
    }
}
