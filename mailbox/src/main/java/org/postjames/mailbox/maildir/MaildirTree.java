package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.FolderStamp.ListStamp;

/** One user's Maildir++: INBOX at the root and the other mailboxes in {@code .name} directories beside {@code cur}. */
public final class MaildirTree {
    private static final List<String> OWN_FILES =
            List.of("new", "cur", "tmp", UidList.FILE, Keywords.FILE, "postjames-acl", "postjames-annotations");

    /**
     * A mailbox as a listing shows it.
     *
     * @param guid the mailbox's own name, which stays when it is renamed
     */
    public record Entry(String name, long uidValidity, String guid, Path directory) {}

    private record Cached(ListStamp stamp, Entry entry) {}

    private final Path root;
    private final OwnerRights rights;
    private final MaildirFolder.Listener listener;
    private final Map<Path, Cached> headers = new HashMap<>();
    private final Map<Path, MaildirFolder> folders = new HashMap<>();

    public MaildirTree(Path root, MaildirFolder.Listener listener) {
        this(root, OwnerRights.OURS, listener);
    }

    public MaildirTree(Path root, OwnerRights rights, MaildirFolder.Listener listener) {
        this.root = root;
        this.rights = rights;
        this.listener = listener;
    }

    public Path root() {
        return root;
    }

    /** What work on files of this Maildir that is done elsewhere must be wrapped in. */
    public OwnerRights rights() {
        return rights;
    }

    /** All mailboxes; each gets its uidlist now if it had none. */
    public List<Entry> list() throws IOException {
        return rights.call(() -> listNow());
    }

    private synchronized List<Entry> listNow() throws IOException {
        List<Entry> entries = new ArrayList<>();
        find(FolderName.INBOX).ifPresent(entries::add);
        String[] names = root.toFile().list((dir, name) -> name.startsWith("."));
        for (String directory : names == null ? new String[0] : names) {
            String name = FolderName.fromDirectory(directory);
            if (name != null && !name.equals(FolderName.INBOX)) {
                find(name).ifPresent(entries::add);
            }
        }
        return entries;
    }

    public Optional<Entry> find(String name) throws IOException {
        return rights.call(() -> findNow(name));
    }

    private synchronized Optional<Entry> findNow(String name) throws IOException {
        Path directory = directory(name);
        if (directory == null || !Files.isDirectory(directory.resolve("cur"))) {
            return Optional.empty();
        }
        ListStamp stamp = ListStamp.of(directory);
        Cached cached = headers.get(directory);
        if (cached != null && cached.stamp.equals(stamp)) {
            return Optional.of(cached.entry);
        }
        UidList.Header header = UidList.readHeader(directory);
        if (header == null || header.guid().isEmpty()) {
            MaildirFolder folder = folder(directory);
            header = new UidList.Header(folder.uidValidity(), folder.nextUid(), folder.guid());
            stamp = ListStamp.of(directory);
        }
        Entry entry = new Entry(name, header.uidValidity(), header.guid(), directory);
        headers.put(directory, new Cached(stamp, entry));
        return Optional.of(entry);
    }

    public Optional<Entry> findByGuid(String guid) throws IOException {
        return rights.call(() -> findByGuidNow(guid));
    }

    private synchronized Optional<Entry> findByGuidNow(String guid) throws IOException {
        for (Cached cached : List.copyOf(headers.values())) {
            if (cached.entry.guid.equals(guid)) {
                Optional<Entry> now = find(cached.entry.name).filter(e -> e.guid.equals(guid));
                if (now.isPresent()) {
                    return now;
                }
            }
        }
        return list().stream().filter(e -> e.guid.equals(guid)).findFirst();
    }

    /** The open folder of a listed mailbox; the same object as long as the mailbox lives. */
    public MaildirFolder folder(Entry entry) {
        return folder(entry.directory);
    }

    private synchronized MaildirFolder folder(Path directory) {
        return folders.computeIfAbsent(directory, d -> new MaildirFolder(d, rights, listener));
    }

    /** The folders that are in memory. */
    public synchronized List<MaildirFolder> openFolders() {
        return List.copyOf(folders.values());
    }

    /**
     * @throws FileAlreadyExistsException if there is such a mailbox
     * @throws InvalidFolderNameException if the name cannot be a directory
     */
    public Entry create(String name, long uidValidity) throws IOException {
        return rights.call(() -> createNow(name, uidValidity));
    }

    private synchronized Entry createNow(String name, long uidValidity) throws IOException {
        Path directory = valid(name);
        if (Files.isDirectory(directory.resolve("cur"))) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        folder(directory).create(uidValidity);
        if (!directory.equals(root)) {
            Path marker = directory.resolve("maildirfolder");
            if (!Files.exists(marker)) {
                Files.createFile(marker);
                Ownership.likeDirectory(marker);
            }
        }
        return find(name).orElseThrow(() -> new NoSuchFileException(directory.toString()));
    }

    /** Deletes the mailbox with all its messages. */
    public void delete(Entry entry) throws IOException {
        rights.call(() -> {
            deleteNow(entry);
            return root;
        });
    }

    private synchronized void deleteNow(Entry entry) throws IOException {
        forget(entry.directory);
        if (entry.directory.equals(root)) {
            for (String own : OWN_FILES) {
                deleteAll(root.resolve(own));
            }
        } else {
            // First out of sight in one step; two dots are no mailbox name.
            Path doomed = root.resolve("..postjames-deleted." + MaildirNames.next());
            Files.move(entry.directory, doomed, StandardCopyOption.ATOMIC_MOVE);
            deleteAll(doomed);
        }
    }

    /**
     * Renames a mailbox, not its children. Its messages keep their UIDs.
     *
     * @throws FileAlreadyExistsException if there is a mailbox of the new name
     */
    public void rename(Entry entry, String newName) throws IOException {
        rights.call(() -> {
            renameNow(entry, newName);
            return root;
        });
    }

    private synchronized void renameNow(Entry entry, String newName) throws IOException {
        Path target = valid(newName);
        if (Files.isDirectory(target.resolve("cur"))) {
            throw new FileAlreadyExistsException(target.toString());
        }
        forget(entry.directory);
        forget(target);
        if (entry.directory.equals(root) || target.equals(root)) {
            Files.createDirectories(target);
            Ownership.likeDirectory(target);
            for (String own : OWN_FILES) {
                Path from = entry.directory.resolve(own);
                if (Files.exists(from)) {
                    Files.move(from, target.resolve(own), StandardCopyOption.ATOMIC_MOVE);
                }
            }
            if (!entry.directory.equals(root)) {
                deleteAll(entry.directory);
            }
        } else {
            Files.move(entry.directory, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void forget(Path directory) {
        headers.remove(directory);
        folders.remove(directory);
    }

    /** Forgets a folder that is out of use; it will be read again when asked for. */
    public synchronized void close(MaildirFolder folder) {
        folders.remove(folder.directory(), folder);
    }

    private Path valid(String name) throws InvalidFolderNameException {
        Path directory = directory(name);
        if (directory == null) {
            throw new InvalidFolderNameException(name);
        }
        return directory;
    }

    private @Nullable Path directory(String name) {
        if (name.equalsIgnoreCase(FolderName.INBOX)) {
            return root;
        }
        String directory = FolderName.toDirectory(name);
        return directory == null ? null : root.resolve(directory);
    }

    private static void deleteAll(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Files.walkFileTree(path, new Deleter());
        } catch (DirectoryNotEmptyException e) {
            // A delivery came in between; nothing that was asked for is left.
            Files.walkFileTree(path, new Deleter());
        }
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
        }
    }
}
