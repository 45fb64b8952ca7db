package org.postjames.server.users;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file of users in Dovecot's passwd-file format, {@code user:{SCHEME}hash:uid:gid:gecos:home:shell:extra}, one user per line. A change of the file is
 * seen at the next query; a change made here replaces the file in one step, mode 0600. User names fold to lower case, as Dovecot's
 * {@code auth_username_format = %Lu} does.
 */
public final class PasswdFile {
    /**
     * One line.
     *
     * @param password {@code {SCHEME}hash}
     * @param home the sixth field, or empty
     */
    public record Entry(String user, String password, String home) {}

    private record Version(
            FileTime modified, long size, @Nullable Object key) {}

    private record Snapshot(Version version, Map<String, Entry> entries) {}

    private static final Version ABSENT = new Version(FileTime.fromMillis(0), -1, null);

    private final Path path;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile @Nullable Snapshot snapshot;

    public PasswdFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /** @throws IOException when the file exists and cannot be read: nobody knows now who may log in */
    public Optional<Entry> find(String user) throws IOException {
        return Optional.ofNullable(entries().get(fold(user)));
    }

    /** All of them by their names; the same map until the file changes. */
    Map<String, Entry> all() throws IOException {
        return entries();
    }

    /** The user names, in the file's order. */
    public List<String> users() throws IOException {
        return List.copyOf(entries().keySet());
    }

    /** @return false if there is such a user already */
    public boolean add(String user, String passwordField) throws IOException {
        checkName(user);
        return edit(lines -> {
            if (lines.stream().anyMatch(line -> isUser(line, user))) {
                return false;
            }
            lines.add(fold(user) + ":" + passwordField + "::::::");
            return true;
        });
    }

    /** @return false if there is no such user */
    public boolean changePassword(String user, String passwordField) throws IOException {
        return edit(lines -> {
            for (int i = 0; i < lines.size(); i++) {
                if (isUser(lines.get(i), user)) {
                    String[] fields = lines.get(i).split(":", 3);
                    lines.set(i, fields[0] + ":" + passwordField + (fields.length > 2 ? ":" + fields[2] : ""));
                    return true;
                }
            }
            return false;
        });
    }

    /** @return false if there is no such user */
    public boolean delete(String user) throws IOException {
        return edit(lines -> lines.removeIf(line -> isUser(line, user)));
    }

    private static void checkName(String user) {
        // a slash would lead out of the mailbox directory
        if (user.isEmpty()
                || user.startsWith("#")
                || user.startsWith(".")
                || user.chars().anyMatch(c -> c <= ' ' || c == ':' || c == '/' || c == 127)) {
            throw new IllegalArgumentException("bad user name: " + user);
        }
    }

    private static boolean isUser(String line, String user) {
        int colon = line.indexOf(':');
        return colon > 0 && fold(line.substring(0, colon)).equals(fold(user));
    }

    static String fold(String user) {
        return user.toLowerCase(Locale.ROOT);
    }

    private Map<String, Entry> entries() throws IOException {
        Version now = version();
        Snapshot seen = snapshot;
        if (seen != null && seen.version.equals(now)) {
            return seen.entries;
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String line : lines()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split(":", -1);
            if (fields.length >= 2 && !fields[0].isEmpty()) {
                entries.putIfAbsent(
                        fold(fields[0]), new Entry(fold(fields[0]), fields[1], fields.length > 5 ? fields[5] : ""));
            }
        }
        Map<String, Entry> all = Collections.unmodifiableMap(entries);
        snapshot = new Snapshot(now, all);
        return all;
    }

    private Version version() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException e) {
            return ABSENT;
        }
    }

    private List<String> lines() throws IOException {
        try {
            return new ArrayList<>(Files.readAllLines(path, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        }
    }

    private interface Change {
        boolean apply(List<String> lines);
    }

    /** Other processes wait at the lock file, other threads at the lock. */
    private boolean edit(Change change) throws IOException {
        writing.lock();
        try (FileChannel guard = FileChannel.open(
                        path.resolveSibling(path.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                var held = guard.lock()) {
            List<String> lines = lines();
            if (!held.isValid() || !change.apply(lines)) {
                return false;
            }
            write(lines);
            return true;
        } finally {
            writing.unlock();
        }
    }

    private void write(List<String> lines) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var text = StandardCharsets.UTF_8.encode(String.join("\n", lines) + (lines.isEmpty() ? "" : "\n"));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        if (Files.exists(path)) {
            keepOwner(fresh);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        snapshot = null;
    }

    private void keepOwner(Path fresh) throws IOException {
        var owner = Files.getOwner(path);
        if (!owner.equals(Files.getOwner(fresh))) {
            Files.setOwner(fresh, owner);
        }
    }
}
