package org.postjames.mailbox.james;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.mail.Flags;
import javax.mail.Flags.Flag;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.ComposedMessageId;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageAttachmentMetadata;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.SimpleMailboxMessage;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.MaildirFolder;
import org.postjames.mailbox.maildir.MaildirMessage;

/**
 * A message in a Maildir as James sees it. What needs a look at the file (size, date, header, body) is read when asked
 * for; flags, UID and mod-sequence are at hand.
 */
final class MaildirMailboxMessage implements MailboxMessage {
    private final MaildirFolder folder;
    private final MaildirMessage message;
    private final MailboxId mailboxId;
    private MessageUid uid;
    private ModSeq modSeq;
    private Flags flags;
    private Optional<Date> saveDate;
    private long headerOctets = -1;
    private @Nullable Properties properties;

    MaildirMailboxMessage(MaildirFolder folder, MaildirMessage message, MailboxId mailboxId, Flags flags) {
        this.folder = folder;
        this.message = message;
        this.mailboxId = mailboxId;
        this.uid = MessageUid.of(message.uid());
        this.modSeq = ModSeq.of(message.modSeq());
        this.flags = flags;
        this.saveDate = Optional.ofNullable(message.saved()).map(Date::from);
    }

    MaildirFolder folder() {
        return folder;
    }

    MaildirMessage message() {
        return message;
    }

    @Override
    public MessageId getMessageId() {
        return new MaildirMessageId(message.id());
    }

    @Override
    public ThreadId getThreadId() {
        return ThreadId.fromBaseMessageId(getMessageId());
    }

    @Override
    public Date getInternalDate() {
        try {
            return new Date(folder.receivedMillis(message));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream getFullContent() throws IOException {
        return folder.open(message);
    }

    @Override
    public InputStream getHeaderContent() throws IOException {
        return new BoundedInputStream(getFullContent(), getHeaderOctets());
    }

    @Override
    public InputStream getBodyContent() throws IOException {
        long header = getHeaderOctets();
        InputStream in = getFullContent();
        in.skipNBytes(header);
        return in;
    }

    @Override
    public long getFullContentOctets() {
        try {
            return folder.virtualSize(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long getBodyOctets() {
        return getFullContentOctets() - getHeaderOctets();
    }

    @Override
    public long getHeaderOctets() {
        if (headerOctets < 0) {
            try (InputStream in = new BufferedInputStream(getFullContent())) {
                headerOctets = headerEnd(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return headerOctets;
    }

    /** Counts up to and including the empty line, or everything if there is none. */
    private static long headerEnd(InputStream in) throws IOException {
        long count = 0;
        boolean lineIsEmpty = true;
        for (int c = in.read(); c >= 0; c = in.read()) {
            count++;
            if (c == '\n') {
                if (lineIsEmpty) {
                    return count;
                }
                lineIsEmpty = true;
            } else if (c != '\r') {
                lineIsEmpty = false;
            }
        }
        return count;
    }

    @Override
    public Properties getProperties() {
        if (properties == null) {
            try (InputStream in = getFullContent()) {
                properties = MimeHead.parse(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return properties;
    }

    @Override
    public String getMediaType() {
        return getProperties().getMediaType();
    }

    @Override
    public String getSubType() {
        return getProperties().getSubType();
    }

    @Override
    public Long getTextualLineCount() {
        return getProperties().getTextualLineCount();
    }

    @Override
    public List<MessageAttachmentMetadata> getAttachments() {
        return List.of();
    }

    @Override
    public ComposedMessageIdWithMetaData getComposedMessageIdWithMetaData() {
        return ComposedMessageIdWithMetaData.builder()
                .modSeq(modSeq)
                .flags(createFlags())
                .composedMessageId(new ComposedMessageId(mailboxId, getMessageId(), uid))
                .threadId(getThreadId())
                .build();
    }

    @Override
    public MailboxId getMailboxId() {
        return mailboxId;
    }

    @Override
    public MessageUid getUid() {
        return uid;
    }

    @Override
    public void setUid(MessageUid uid) {
        this.uid = uid;
    }

    @Override
    public ModSeq getModSeq() {
        return modSeq;
    }

    @Override
    public void setModSeq(ModSeq modSeq) {
        this.modSeq = modSeq;
    }

    @Override
    public boolean isAnswered() {
        return flags.contains(Flag.ANSWERED);
    }

    @Override
    public boolean isDeleted() {
        return flags.contains(Flag.DELETED);
    }

    @Override
    public boolean isDraft() {
        return flags.contains(Flag.DRAFT);
    }

    @Override
    public boolean isFlagged() {
        return flags.contains(Flag.FLAGGED);
    }

    @Override
    public boolean isRecent() {
        return flags.contains(Flag.RECENT);
    }

    @Override
    public boolean isSeen() {
        return flags.contains(Flag.SEEN);
    }

    @Override
    public void setFlags(Flags flags) {
        this.flags = new Flags(flags);
    }

    @Override
    public Flags createFlags() {
        return new Flags(flags);
    }

    @Override
    public void setSaveDate(Date saveDate) {
        this.saveDate = Optional.of(saveDate);
    }

    @Override
    public Optional<Date> getSaveDate() {
        return saveDate;
    }

    @Override
    public MailboxMessage copy(Mailbox mailbox) throws MailboxException {
        return SimpleMailboxMessage.copy(mailbox.getMailboxId(), this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MailboxMessage that && uid.equals(that.getUid());
    }

    @Override
    public int hashCode() {
        return uid.hashCode();
    }

    @Override
    public String toString() {
        return "message " + uid.asLong() + " in " + folder.directory();
    }
}
