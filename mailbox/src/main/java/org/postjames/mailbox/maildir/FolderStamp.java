package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** Tells whether anything in a folder has changed, at the price of three stat(2). */
record FolderStamp(long newNanos, long curNanos, ListStamp list) {
    /** The identity of one version of {@code dovecot-uidlist}. */
    record ListStamp(long nanos, long size, String key) {
        static final ListStamp NONE = new ListStamp(0, -1, "");

        static ListStamp of(Path folder) throws IOException {
            try {
                BasicFileAttributes a = Files.readAttributes(folder.resolve(UidList.FILE), BasicFileAttributes.class);
                return new ListStamp(modified(a), a.size(), String.valueOf(a.fileKey()));
            } catch (NoSuchFileException e) {
                return NONE;
            }
        }
    }

    static FolderStamp of(Path folder) throws IOException {
        return new FolderStamp(
                directory(folder.resolve("new")), directory(folder.resolve("cur")), ListStamp.of(folder));
    }

    private static long directory(Path path) throws IOException {
        return modified(Files.readAttributes(path, BasicFileAttributes.class));
    }

    private static long modified(BasicFileAttributes a) {
        return a.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    /** Whether the directories had been quiet for a while when they were read at {@code millis}. */
    boolean quietAt(long millis) {
        // File times advance in steps of up to 10 ms: a change within the step that was read leaves no trace.
        return Math.max(newNanos, curNanos) / 1_000_000 < millis - 20;
    }
}
