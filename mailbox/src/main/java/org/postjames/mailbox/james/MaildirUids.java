package org.postjames.mailbox.james;

import java.io.IOException;
import java.util.Optional;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;

/** UIDs and mod-sequences for those parts of James that ask outside of a mapper. */
final class MaildirUids implements UidProvider, ModSeqProvider {
    private final MaildirStore store;

    MaildirUids(MaildirStore store) {
        this.store = store;
    }

    // The UID that a message gets is decided with its file's place in the list, never before.
    @Override
    public MessageUid nextUid(Mailbox mailbox) throws MailboxException {
        return nextUid(mailbox.getMailboxId());
    }

    @Override
    public MessageUid nextUid(MailboxId id) throws MailboxException {
        throw new MailboxException("a Maildir gives UIDs to files only");
    }

    @Override
    public Optional<MessageUid> lastUid(Mailbox mailbox) throws MailboxException {
        try {
            long next = store.folder(mailbox.getMailboxId()).nextUid();
            return next > 1 ? Optional.of(MessageUid.of(next - 1)) : Optional.empty();
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    @Override
    public ModSeq nextModSeq(Mailbox mailbox) throws MailboxException {
        return nextModSeq(mailbox.getMailboxId());
    }

    @Override
    public ModSeq nextModSeq(MailboxId id) throws MailboxException {
        try {
            return ModSeq.of(store.folder(id).nextModSeq());
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    @Override
    public ModSeq highestModSeq(Mailbox mailbox) throws MailboxException {
        return highestModSeq(mailbox.getMailboxId());
    }

    @Override
    public ModSeq highestModSeq(MailboxId id) throws MailboxException {
        try {
            return ModSeq.of(store.folder(id).highestModSeq());
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }
}
