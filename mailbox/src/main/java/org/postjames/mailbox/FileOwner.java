package org.postjames.mailbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The numeric user and group that a new mailbox file or directory is given to, when the server runs as root. */
public record FileOwner(int uid, int gid) {
    /** Gives {@code path} to this owner; never what a symbolic link points to. */
    void take(Path path) throws IOException {
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }
}
