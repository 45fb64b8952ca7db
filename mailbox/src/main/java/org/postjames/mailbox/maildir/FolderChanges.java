package org.postjames.mailbox.maildir;

import java.util.List;

/** What other programs (or our own delivery agents) have done to a folder since it was last looked at. */
public record FolderChanges(List<MaildirMessage> added, List<MaildirMessage> removed, List<FlagChange> flags) {
    /** One message before and after its flags were changed. */
    public record FlagChange(MaildirMessage before, MaildirMessage after) {}

    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && flags.isEmpty();
    }
}
