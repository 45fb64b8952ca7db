package org.postjames.mailbox.james;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.james.core.Username;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.mailbox.maildir.FolderChanges;
import org.postjames.mailbox.maildir.MaildirFolder;
import org.postjames.mailbox.maildir.MaildirTree;
import org.postjames.mailbox.maildir.OwnerRights;

/** All users' Maildirs of this server: what James's mappers, the watcher and the delivery agents share. */
public final class MaildirStore implements MaildirEvents {
    /** Told of changes that came from outside James. Must return at once. */
    @FunctionalInterface
    interface ChangeListener {
        void changed(Username user, MaildirFolder folder, FolderChanges changes);
    }

    private final MaildirLocator locator;
    private final ConcurrentHashMap<Username, MaildirTree> trees = new ConcurrentHashMap<>();
    private volatile ChangeListener listener = (user, folder, changes) -> {};
    private volatile MaildirEvents deliveries = MaildirEvents.NONE;

    public MaildirStore(MaildirLocator locator) {
        this.locator = locator;
    }

    void listen(ChangeListener changes, MaildirEvents newDeliveries) {
        listener = changes;
        deliveries = newDeliveries;
    }

    /** Called by our own delivery agents. */
    @Override
    public void delivered(Path maildir) {
        deliveries.delivered(maildir);
    }

    MaildirTree tree(Username user) {
        return trees.computeIfAbsent(
                user,
                u -> new MaildirTree(
                        locator.maildir(u),
                        locator.rights(u),
                        (folder, changes) -> listener.changed(u, folder, changes)));
    }

    OwnerRights rights(MailboxId id) {
        return id instanceof MaildirMailboxId maildir ? tree(maildir.user()).rights() : OwnerRights.OURS;
    }

    Stream<Username> users() {
        return Stream.concat(locator.users(), trees.keySet().stream()).distinct();
    }

    /** The users whose mailboxes are in memory. */
    Stream<Username> openUsers() {
        return trees.keySet().stream();
    }

    Optional<MaildirTree.Entry> entry(MailboxId id) throws IOException {
        return id instanceof MaildirMailboxId maildir
                ? tree(maildir.user()).findByGuid(maildir.guid())
                : Optional.empty();
    }

    MaildirFolder folder(MailboxId id) throws MailboxException {
        try {
            MaildirTree.Entry entry = entry(id).orElseThrow(() -> new MailboxNotFoundException(id));
            return tree(((MaildirMailboxId) id).user()).folder(entry);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** What clients see of a failed disk or a full one; the path stays in the log. */
    static MailboxException failure(IOException e) {
        return new MailboxException("mailbox storage failed", e);
    }

    // Namespaces other than the personal one do not occur in our servers, but James's interface has them.
    static String folderName(MailboxPath path) {
        if (path.getNamespace().equals(MailboxConstants.USER_NAMESPACE)) {
            return path.isInbox() ? MailboxConstants.INBOX : path.getName();
        }
        return path.getNamespace() + "#" + path.getName();
    }

    private static MailboxPath path(Username user, String folderName) {
        int end = folderName.startsWith("#") ? folderName.indexOf('#', 1) : -1;
        return end < 0
                ? MailboxPath.forUser(user, folderName)
                : new MailboxPath(folderName.substring(0, end), user, folderName.substring(end + 1));
    }

    static Mailbox mailbox(Username user, MaildirTree.Entry entry) {
        return new Mailbox(
                path(user, entry.name()),
                UidValidity.of(entry.uidValidity()),
                new MaildirMailboxId(user, entry.guid()));
    }
}
