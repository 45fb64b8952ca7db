package org.postjames.mailbox.maildir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.FolderChanges.FlagChange;
import org.postjames.mailbox.maildir.MaildirFolder.FlagSet;

/** What is known of one folder's directories and uidlist, and how that is brought up to date. Everything in it is guarded by its lock. */
final class FolderState {
    @FunctionalInterface
    interface Placement {
        void at(Path target) throws IOException;
    }

    private record Found(String letters, String path) {}

    final ReentrantLock lock = new ReentrantLock();
    final FolderIndex index;
    private final Path directory;
    private @Nullable FolderStamp stamp;
    private long scannedAt;

    FolderState(Path directory) {
        this.directory = directory;
        this.index = new FolderIndex(directory);
    }

    /** Makes the directories and an empty uidlist. */
    void create(long uidValidity) throws IOException {
        lock.lock();
        try {
            for (String sub : List.of("", "tmp", "cur", "new")) {
                Path path = sub.isEmpty() ? directory : directory.resolve(sub);
                if (!Files.isDirectory(path)) {
                    Files.createDirectories(
                            path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                    Ownership.likeDirectory(path);
                }
            }
            try (FolderLock list = FolderLock.acquire(directory.resolve(UidList.FILE))) {
                if (!Files.exists(directory.resolve(UidList.FILE))) {
                    index.initialize(uidValidity);
                    index.rewrite(true);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks into the directories next time even if their times have not changed. */
    void doubtDirectories() {
        if (stamp != null) {
            stamp = new FolderStamp(0, 0, stamp.list());
        }
    }

    /** Whether nothing has changed since the directories were read; the caller holds the lock. */
    boolean isCurrent() throws IOException {
        FolderStamp known = stamp;
        return known != null && known.quietAt(scannedAt) && known.equals(FolderStamp.of(directory));
    }

    /** Reads the directories again if they have changed; the caller holds the lock. */
    FolderChanges refresh() throws IOException {
        FolderStamp now = FolderStamp.of(directory);
        if (now.equals(stamp) && now.quietAt(scannedAt)) {
            return new FolderChanges(List.of(), List.of(), List.of());
        }
        boolean first = stamp == null;
        long started = System.currentTimeMillis();
        List<MaildirMessage> removed = new ArrayList<>(index.reload());
        Map<String, Found> files = scan();
        assignUids(files, removed);
        List<MaildirMessage> added = new ArrayList<>();
        List<FlagChange> flags = new ArrayList<>();
        apply(files, added, flags);
        List<MaildirMessage> missing = missing(files);
        if (!missing.isEmpty()) {
            // A file that is renamed while its directory is being read may be skipped: look twice.
            Map<String, Found> again = scan();
            again.keySet().removeIf(base -> index.byBase(base) == null);
            apply(again, added, flags);
            for (MaildirMessage m : missing) {
                if (!again.containsKey(m.base())) {
                    index.remove(m);
                    removed.add(m);
                }
            }
        }
        stamp = new FolderStamp(now.newNanos(), now.curNanos(), FolderStamp.ListStamp.of(directory));
        scannedAt = started;
        return first ? new FolderChanges(List.of(), List.of(), List.of()) : new FolderChanges(added, removed, flags);
    }

    private Map<String, Found> scan() throws IOException {
        Map<String, Found> files = new HashMap<>(index.byUid().size() * 2 + 16);
        // new before cur: a message that moves meanwhile is seen twice, and where it is now wins.
        for (String sub : List.of("new", "cur")) {
            String[] names = new File(directory.toFile(), sub).list();
            if (names == null) {
                throw new NoSuchFileException(directory.resolve(sub).toString());
            }
            for (String name : names) {
                MaildirFileName parsed = MaildirFileName.parse(name);
                if (!parsed.base().isEmpty() && name.charAt(0) != '.' && name.indexOf('\n') < 0) {
                    files.put(parsed.base(), new Found(parsed.letters(), sub + "/" + name));
                }
            }
        }
        return files;
    }

    private void assignUids(Map<String, Found> files, List<MaildirMessage> removed) throws IOException {
        if (!index.mustRewrite() && files.keySet().stream().allMatch(index::hasRecord)) {
            return;
        }
        try (FolderLock list = FolderLock.acquire(directory.resolve(UidList.FILE))) {
            removed.addAll(index.reload());
            List<String> unknown = new ArrayList<>(files.keySet().stream()
                    .filter(base -> !index.hasRecord(base))
                    .toList());
            unknown.sort(MaildirFileName::compareArrival);
            index.assign(unknown);
        }
    }

    private void apply(Map<String, Found> files, List<MaildirMessage> added, List<FlagChange> flags) {
        long modSeq = 0;
        for (Map.Entry<String, Found> file : files.entrySet()) {
            String base = file.getKey();
            Found found = file.getValue();
            MaildirMessage known = index.byBase(base);
            if (known != null && known.path().equals(found.path)) {
                continue;
            }
            modSeq = modSeq == 0 ? index.nextModSeq() : modSeq;
            if (known != null) {
                MaildirMessage now = known.with(found.letters, found.path, known.recent(), modSeq);
                index.put(now);
                if (!known.letters().equals(found.letters)) {
                    flags.add(new FlagChange(known, now));
                }
                continue;
            }
            UidRecord record = index.takeRecord(base);
            if (record != null) {
                boolean recent = found.path.startsWith("new/");
                MaildirMessage m = new MaildirMessage(
                        record.uid(), base, found.letters, found.path, recent, modSeq, record.extensions(), null);
                index.put(m);
                added.add(m);
            }
        }
        added.sort((a, b) -> Long.compare(a.uid(), b.uid()));
    }

    private List<MaildirMessage> missing(Map<String, Found> files) {
        return files.size() == index.byUid().size()
                ? List.of()
                : index.byUid().values().stream()
                        .filter(m -> !files.containsKey(m.base()))
                        .toList();
    }

    /** Writes the uidlist anew, with or without the messages that are gone. */
    void rewriteList(boolean keepExpunged) throws IOException {
        try (FolderLock list = FolderLock.acquire(directory.resolve(UidList.FILE))) {
            if (index.reload().isEmpty()) {
                index.rewrite(keepExpunged);
            } else {
                stamp = null; // somebody has renumbered the folder: read it anew
            }
        }
    }

    /** Gives a new message its UID and puts its file in place. */
    MaildirMessage adopt(String id, String sizes, FlagSet flags, Instant now, Placement placement) throws IOException {
        lock.lock();
        try {
            if (stamp == null) {
                refresh();
            }
            try (FolderLock list = FolderLock.acquire(directory.resolve(UidList.FILE))) {
                if (!index.reload().isEmpty()) {
                    stamp = null;
                }
                String base = index.hasRecord(id + sizes) ? MaildirNames.next() + sizes : id + sizes;
                MaildirMessage m = new MaildirMessage(
                        index.nextUid(),
                        base,
                        flags.letters(),
                        path(base, flags),
                        flags.recent(),
                        index.nextModSeq(),
                        "",
                        now);
                placement.at(directory.resolve(m.path()));
                index.assign(List.of(base));
                index.takeRecord(base);
                index.put(m);
                return m;
            }
        } finally {
            lock.unlock();
        }
    }

    static String path(String base, FlagSet flags) {
        return flags.recent() && flags.letters().isEmpty()
                ? "new/" + base
                : "cur/" + MaildirFileName.withLetters(base, flags.letters());
    }
}
