package org.postjames.queue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/**
 * Who owns the queue: {@code mail_owner} when we run as root, so that Postfix can take the queue over again; else ourselves. // postfix-files
 */
final class QueueOwnership {
    static final Parameter<String> SETGID_GROUP = Parameter.text("setgid_group");

    private static final String[] MAIL_OWNERS_OWN = {
        "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"
    };

    private final @Nullable UserPrincipal mailOwner;
    private final @Nullable GroupPrincipal setgidGroup;

    QueueOwnership(PostfixConfig config) {
        boolean root = isRoot();
        this.mailOwner = root ? user(config.get(GlobalParameters.MAIL_OWNER)) : null;
        this.setgidGroup = root ? group(config.get(SETGID_GROUP)) : null;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }

    private static UserPrincipalLookupService accounts() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    private static @Nullable UserPrincipal user(String name) {
        try {
            return accounts().lookupPrincipalByName(name);
        } catch (IOException e) {
            // No such account: the queue stays root's. postfix check tells.
            return null;
        }
    }

    private static @Nullable GroupPrincipal group(String name) {
        try {
            return accounts().lookupPrincipalByGroupName(name);
        } catch (IOException e) {
            return null;
        }
    }

    void giveToMailOwner(Path path) throws IOException {
        if (mailOwner != null) {
            Files.setOwner(path, mailOwner);
        }
    }

    void createDirectories(Path root) throws IOException {
        Files.createDirectories(root);
        for (String name : MAIL_OWNERS_OWN) {
            create(root.resolve(name), "rwx------", true, false);
        }
        create(root.resolve("maildrop"), "rwx-wx---", true, true);
        create(root.resolve("public"), "rwx--x---", true, true);
        create(root.resolve("pid"), "rwxr-xr-x", false, false);
    }

    private void create(Path directory, String mode, boolean mailOwners, boolean setgid) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
        if (mailOwners) {
            giveToMailOwner(directory);
        }
        if (setgid && setgidGroup != null) {
            Files.getFileAttributeView(directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setGroup(setgidGroup);
        }
    }
}
