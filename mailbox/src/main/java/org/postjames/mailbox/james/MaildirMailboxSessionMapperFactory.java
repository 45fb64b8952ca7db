package org.postjames.mailbox.james;

import java.time.Clock;
import javax.inject.Inject;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;
import org.apache.james.mailbox.store.user.SubscriptionMapper;

/** James's way into the Maildirs of a {@link MaildirStore}. All sessions share one mapper of each kind: they hold no state. */
public final class MaildirMailboxSessionMapperFactory extends MailboxSessionMapperFactory {
    private final MaildirMailboxMapper mailboxes;
    private final MaildirMessageMapper messages;
    private final MaildirMessageIdMapper messageIds;
    private final MaildirSubscriptionMapper subscriptions;
    private final MaildirAnnotationMapper annotations;
    private final MaildirUids uids;

    @Inject
    public MaildirMailboxSessionMapperFactory(MaildirStore store, Clock clock) {
        mailboxes = new MaildirMailboxMapper(store);
        messages = new MaildirMessageMapper(store, clock);
        messageIds = new MaildirMessageIdMapper(mailboxes, messages);
        subscriptions = new MaildirSubscriptionMapper(store);
        annotations = new MaildirAnnotationMapper(store);
        uids = new MaildirUids(store);
    }

    @Override
    public MailboxMapper createMailboxMapper(MailboxSession session) {
        return mailboxes;
    }

    @Override
    public MessageMapper createMessageMapper(MailboxSession session) {
        return messages;
    }

    @Override
    public MessageIdMapper createMessageIdMapper(MailboxSession session) {
        return messageIds;
    }

    @Override
    public SubscriptionMapper createSubscriptionMapper(MailboxSession session) {
        return subscriptions;
    }

    @Override
    public AnnotationMapper createAnnotationMapper(MailboxSession session) {
        return annotations;
    }

    @Override
    public UidProvider getUidProvider() {
        return uids;
    }

    @Override
    public ModSeqProvider getModSeqProvider() {
        return uids;
    }
}
