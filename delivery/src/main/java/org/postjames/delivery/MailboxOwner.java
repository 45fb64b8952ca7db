package org.postjames.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code strict_mailbox_ownership}: mail goes into nobody else's file. */
final class MailboxOwner {
    private MailboxOwner() {}

    /** @throws WriteRefusedException if the file exists and is not the user's */
    static void check(Path mbox, int uid) throws IOException {
        if (Files.isRegularFile(mbox) && !Integer.valueOf(uid).equals(Files.getAttribute(mbox, "unix:uid"))) {
            throw new WriteRefusedException(
                    "4.2.0",
                    "destination " + mbox + " is not owned by recipient",
                    "specify \"strict_mailbox_ownership = no\" to ignore mailbox ownership mismatch");
        }
    }
}
