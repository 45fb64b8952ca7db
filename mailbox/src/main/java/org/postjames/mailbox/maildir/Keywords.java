package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code dovecot-keywords}: which keyword each of the letters a to z in this folder's file names stands for. */
final class Keywords {
    static final String FILE = "dovecot-keywords";
    private static final int MAX = 26;

    private final Path file;
    private List<@Nullable String> names = List.of();
    private FileTime readAt = FileTime.fromMillis(0);
    private long readSize = -1;

    Keywords(Path folder) {
        this.file = folder.resolve(FILE);
    }

    /** The names by index; null where a number is not used. */
    synchronized List<@Nullable String> names() throws IOException {
        FileTime modified;
        long size;
        try {
            modified = Files.getLastModifiedTime(file);
            size = Files.size(file);
        } catch (NoSuchFileException e) {
            names = List.of();
            readSize = -1;
            return names;
        }
        if (!modified.equals(readAt) || size != readSize) {
            names = parse(Files.readString(file, StandardCharsets.UTF_8));
            readAt = modified;
            readSize = size;
        }
        return names;
    }

    private static List<@Nullable String> parse(String text) {
        List<@Nullable String> names = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            long index = space <= 0 ? -1 : UidRecord.decimal(line, 0, space);
            if (index < 0 || index >= MAX || space + 1 == line.length()) {
                continue;
            }
            while (names.size() <= index) {
                names.add(null);
            }
            names.set((int) index, line.substring(space + 1));
        }
        return Collections.unmodifiableList(names);
    }

    /** The letter of a keyword, which is given one if it has none. Keywords are the same in any case. */
    synchronized char letter(String keyword) throws IOException {
        int known = indexOf(names(), keyword);
        if (known >= 0) {
            return (char) ('a' + known);
        }
        try (FolderLock lock = FolderLock.acquire(file)) {
            readSize = -1;
            List<@Nullable String> now = new ArrayList<>(names());
            int index = indexOf(now, keyword);
            if (index < 0) {
                index = now.indexOf(null) >= 0 ? now.indexOf(null) : now.size();
                if (index >= MAX) {
                    throw new TooManyKeywordsException(file, keyword);
                }
                if (index == now.size()) {
                    now.add(keyword);
                } else {
                    now.set(index, keyword);
                }
                write(now);
            }
            return (char) ('a' + index);
        }
    }

    private static int indexOf(List<@Nullable String> names, String keyword) {
        for (int i = 0; i < names.size(); i++) {
            if (keyword.equalsIgnoreCase(names.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private void write(List<@Nullable String> now) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) != null) {
                text.append(i).append(' ').append(now.get(i)).append('\n');
            }
        }
        Path tmp = file.resolveSibling(FILE + ".tmp");
        Files.writeString(tmp, text, StandardCharsets.UTF_8);
        Ownership.likeDirectory(tmp);
        Files.move(tmp, file, StandardCopyOption.ATOMIC_MOVE);
        readSize = -1;
    }
}
