package org.postjames.queuefile;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the file system says about a file in the queue. // lstat(2), mail_queue.h
 *
 * @param mode type and permission bits
 * @param size in bytes
 * @param modified seconds since 1970; in the future for a message that waits
 */
public record QueueFileStatus(int mode, long inode, long size, long modified) {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int READY = 0700;
    private static final int EXPIRE = 0010;

    /** @throws java.nio.file.NoSuchFileException if there is no such file */
    public static QueueFileStatus of(Path file) throws IOException {
        Map<String, Object> stat =
                Files.readAttributes(file, "unix:mode,ino,size,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
        return new QueueFileStatus(
                (Integer) requireNonNull(stat.get("mode")),
                (Long) requireNonNull(stat.get("ino")),
                (Long) requireNonNull(stat.get("size")),
                ((FileTime) requireNonNull(stat.get("lastModifiedTime"))).to(TimeUnit.SECONDS));
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    /** Whether the message is complete: its writer has set the mark. */
    public boolean isReady() {
        return isRegular() && (mode & READY) == READY;
    }

    /** Whether {@code postsuper -e} wants it returned to its sender. */
    public boolean isForceExpired() {
        return (mode & EXPIRE) != 0;
    }
}
