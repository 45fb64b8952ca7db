package org.postjames.mailbox.james;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.store.mail.AttachmentMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageUidProvider;
import org.apache.james.utils.UpdatableTickingClock;

final class MaildirMapperProvider implements MapperProvider {
    private static final Username USER = Username.of("user");

    final UpdatableTickingClock clock = new UpdatableTickingClock(Instant.now());
    private final MessageUidProvider uids = new MessageUidProvider();
    private final MaildirMailboxSessionMapperFactory factory;

    MaildirMapperProvider(Path root) {
        factory = new MaildirMailboxSessionMapperFactory(new MaildirStore(new TestLocator(root)), clock);
    }

    @Override
    public List<Capabilities> getSupportedCapabilities() {
        return List.of(
                Capabilities.MESSAGE,
                Capabilities.MAILBOX,
                Capabilities.ANNOTATION,
                Capabilities.MOVE,
                Capabilities.ACL_STORAGE,
                Capabilities.UNIQUE_MESSAGE_ID,
                Capabilities.INCREMENTAL_APPLICABLE_FLAGS,
                Capabilities.THREAD_SAFE_FLAGS_UPDATE);
    }

    @Override
    public MailboxMapper createMailboxMapper() {
        return factory.createMailboxMapper(MailboxSessionUtil.create(USER));
    }

    @Override
    public MessageMapper createMessageMapper() {
        return LfView.of(factory.createMessageMapper(MailboxSessionUtil.create(USER)));
    }

    @Override
    public MessageIdMapper createMessageIdMapper() {
        return factory.createMessageIdMapper(MailboxSessionUtil.create(USER));
    }

    @Override
    public AttachmentMapper createAttachmentMapper() {
        throw new UnsupportedOperationException("no attachments");
    }

    @Override
    public MaildirMailboxId generateId() {
        return new MaildirMailboxId(USER, UUID.randomUUID().toString().replace("-", ""));
    }

    @Override
    public MessageUid generateMessageUid() {
        return uids.next();
    }

    @Override
    public ModSeq generateModSeq(Mailbox mailbox) throws MailboxException {
        return factory.getModSeqProvider().nextModSeq(mailbox);
    }

    @Override
    public ModSeq highestModSeq(Mailbox mailbox) throws MailboxException {
        return factory.getModSeqProvider().highestModSeq(mailbox);
    }

    @Override
    public boolean supportPartialAttachmentFetch() {
        return false;
    }

    @Override
    public MessageId generateMessageId() {
        return new MaildirMessageId.Factory().generate();
    }
}
