package org.postjames.mailbox.james;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimap;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageManager.FlagsUpdateMode;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.MailboxReactorUtils;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Finds messages by id in all mailboxes that are known: a walk, since Maildir has no index of ids. */
final class MaildirMessageIdMapper implements MessageIdMapper {
    private final MaildirMailboxMapper mailboxes;
    private final MaildirMessageMapper messages;

    MaildirMessageIdMapper(MaildirMailboxMapper mailboxes, MaildirMessageMapper messages) {
        this.mailboxes = mailboxes;
        this.messages = messages;
    }

    @Override
    public Flux<MailboxMessage> findReactive(Collection<MessageId> ids, FetchType fetchType) {
        return mailboxes
                .list()
                .concatMap(
                        mailbox -> messages.findInMailboxReactive(mailbox, MessageRange.all(), FetchType.METADATA, -1))
                .filter(message -> ids.contains(message.getMessageId()));
    }

    @Override
    public List<MailboxMessage> find(Collection<MessageId> ids, FetchType fetchType) {
        return findReactive(ids, fetchType).collectList().blockOptional().orElse(List.of());
    }

    @Override
    public Publisher<ComposedMessageIdWithMetaData> findMetadata(MessageId id) {
        return findReactive(List.of(id), FetchType.METADATA).map(MailboxMessage::getComposedMessageIdWithMetaData);
    }

    @Override
    public List<MailboxId> findMailboxes(MessageId id) {
        return find(List.of(id), FetchType.METADATA).stream()
                .map(MailboxMessage::getMailboxId)
                .toList();
    }

    private Mailbox mailbox(MailboxId id) throws MailboxException {
        return MailboxReactorUtils.block(mailboxes.findMailboxById(id));
    }

    @Override
    public void save(MailboxMessage message) throws MailboxException {
        messages.add(mailbox(message.getMailboxId()), message);
    }

    @Override
    public void copyInMailbox(MailboxMessage message, Mailbox mailbox) throws MailboxException {
        if (!findMailboxes(message.getMessageId()).contains(mailbox.getMailboxId())) {
            messages.add(mailbox, message);
        }
    }

    @Override
    public void delete(MessageId id) {
        delete(id, findMailboxes(id));
    }

    @Override
    public void delete(MessageId id, Collection<MailboxId> mailboxIds) {
        for (MailboxMessage message : find(List.of(id), FetchType.METADATA)) {
            if (mailboxIds.contains(message.getMailboxId())) {
                Mono.fromCallable(() -> {
                            messages.delete(mailbox(message.getMailboxId()), message);
                            return true;
                        })
                        .subscribeOn(Schedulers.boundedElastic())
                        .block();
            }
        }
    }

    @Override
    public Mono<Multimap<MailboxId, UpdatedFlags>> setFlags(
            MessageId id, List<MailboxId> mailboxIds, Flags newState, FlagsUpdateMode mode) {
        FlagsUpdateCalculator calculator = new FlagsUpdateCalculator(newState, mode);
        return findReactive(List.of(id), FetchType.METADATA)
                .filter(message -> mailboxIds.contains(message.getMailboxId()))
                .concatMap(message -> Mono.fromCallable(() -> {
                            Iterator<UpdatedFlags> updated = messages.updateFlags(
                                    mailbox(message.getMailboxId()),
                                    calculator,
                                    message.getUid().toRange());
                            return Map.entry(message.getMailboxId(), updated.next());
                        })
                        .subscribeOn(Schedulers.boundedElastic()))
                .collect(ImmutableListMultimap.toImmutableListMultimap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
