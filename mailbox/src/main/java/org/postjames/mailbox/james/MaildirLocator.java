package org.postjames.mailbox.james;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.james.core.Username;
import org.postjames.mailbox.maildir.OwnerRights;

/** Tells where each user's Maildir is. */
public interface MaildirLocator {
    /** The Maildir of the user, whether or not it exists yet. */
    Path maildir(Username user);

    /** The rights with which the user's Maildir is worked on: those with which mail is delivered to it. */
    default OwnerRights rights(Username user) {
        return OwnerRights.OURS;
    }

    /** All users that may have a Maildir; asked for administration and for shared mailboxes only. */
    Stream<Username> users();
}
