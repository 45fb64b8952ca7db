package org.postjames.mailbox.james;

import java.util.EnumSet;
import javax.mail.Flags;
import org.apache.james.events.EventBus;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxPathLocker;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.BatchSizes;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.search.MessageSearchIndex;

/** The messages of one Maildir folder; clients may invent keywords. */
final class MaildirMessages extends StoreMessageManager {
    MaildirMessages(
            EnumSet<MessageCapabilities> capabilities,
            MailboxSessionMapperFactory mappers,
            MessageSearchIndex index,
            EventBus eventBus,
            MailboxPathLocker locker,
            Mailbox mailbox,
            QuotaManager quota,
            QuotaRootResolver roots,
            BatchSizes batchSizes,
            StoreRightManager rights,
            PreDeletionHooks hooks,
            MessageStorer storer) {
        super(capabilities, mappers, index, eventBus, locker, mailbox, quota, roots, batchSizes, rights, hooks, storer);
    }

    @Override
    public Flags getPermanentFlags(MailboxSession session) {
        Flags flags = super.getPermanentFlags(session);
        flags.add(Flags.Flag.USER);
        return flags;
    }
}
