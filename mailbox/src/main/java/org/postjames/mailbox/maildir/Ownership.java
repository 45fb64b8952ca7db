package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A server that runs as root leaves nothing in a user's Maildir that the user could not touch. */
final class Ownership {
    private static final int OWN_UID = ownUid();

    private Ownership() {}

    private static int ownUid() {
        try {
            return uid(Path.of("/proc/self"));
        } catch (IOException e) {
            return -1;
        }
    }

    private static int uid(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS) instanceof Integer uid ? uid : -1;
    }

    /** Gives a new file or directory to the owner of the directory it is in, when this process may do so. */
    static void likeDirectory(Path path) throws IOException {
        Path directory = path.getParent();
        if (OWN_UID != 0 || directory == null || uid(path) != 0) {
            return; // inside of OwnerRights it belongs to its owner from the beginning
        }
        int uid = uid(directory);
        if (uid > 0) {
            Object gid = Files.getAttribute(directory, "unix:gid", LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
