package org.postjames.mailbox.james;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.mail.Flags;
import javax.mail.Flags.Flag;
import org.apache.james.mailbox.ApplicableFlagBuilder;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxCounters;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.jspecify.annotations.Nullable;
import org.postjames.mailbox.maildir.FolderChanges.FlagChange;
import org.postjames.mailbox.maildir.MaildirFolder;
import org.postjames.mailbox.maildir.MaildirFolder.FlagSet;
import org.postjames.mailbox.maildir.MaildirMessage;
import org.postjames.mailbox.maildir.MaildirNames;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Messages as files of a Maildir folder. */
final class MaildirMessageMapper implements MessageMapper {
    /** How many messages are looked at with one change of rights. */
    private static final int CHUNK = 100;

    private final MaildirStore store;
    private final Clock clock;

    MaildirMessageMapper(MaildirStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    private MaildirFolder folder(Mailbox mailbox) throws MailboxException {
        return store.folder(mailbox.getMailboxId());
    }

    private List<MaildirMessage> messages(Mailbox mailbox, MessageRange range) throws MailboxException {
        try {
            MaildirFolder folder = folder(mailbox);
            return switch (range.getType()) {
                case ALL -> folder.messages();
                case FROM -> folder.messages(range.getUidFrom().asLong(), Long.MAX_VALUE);
                case ONE ->
                    folder.messages(
                            range.getUidFrom().asLong(), range.getUidFrom().asLong());
                case RANGE ->
                    folder.messages(
                            range.getUidFrom().asLong(), range.getUidTo().asLong());
            };
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    private List<MaildirMessage> all(Mailbox mailbox) throws MailboxException {
        return messages(mailbox, MessageRange.all());
    }

    private static List<@Nullable String> keywords(MaildirFolder folder) throws MailboxException {
        try {
            return folder.keywords();
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    @Override
    public Iterator<MailboxMessage> findInMailbox(Mailbox mailbox, MessageRange set, FetchType type, int limit)
            throws MailboxException {
        Listing listing = list(mailbox, set);
        int size = limit > 0 ? limit : Integer.MAX_VALUE;
        List<MailboxMessage> found = new ArrayList<>();
        for (List<MaildirMessage> some : listing.chunks(Math.min(size, CHUNK))) {
            found.addAll(listing.find(some, type));
            if (found.size() >= size) {
                return found.subList(0, size).iterator();
            }
        }
        return found.iterator();
    }

    private Listing list(Mailbox mailbox, MessageRange set) throws MailboxException {
        MaildirFolder folder = folder(mailbox);
        return new Listing(folder, mailbox.getMailboxId(), messages(mailbox, set), keywords(folder));
    }

    private record Listing(
            MaildirFolder folder, MailboxId id, List<MaildirMessage> messages, List<@Nullable String> keywords) {
        List<List<MaildirMessage>> chunks(int size) {
            List<List<MaildirMessage>> chunks = new ArrayList<>();
            for (int i = 0; i < messages.size(); i += size) {
                chunks.add(messages.subList(i, Math.min(i + size, messages.size())));
            }
            return chunks;
        }

        // James gives up the whole answer when the content of one message fails: what cannot be read is left out
        // before.
        List<MailboxMessage> find(List<MaildirMessage> some, FetchType type) throws MailboxException {
            try {
                List<MailboxMessage> found = new ArrayList<>(some.size());
                for (MaildirMessage m : type == FetchType.METADATA ? some : folder.readable(some)) {
                    found.add(new MaildirMailboxMessage(folder, m, id, FlagLetters.flags(m, keywords)));
                }
                return found;
            } catch (IOException e) {
                throw MaildirStore.failure(e);
            }
        }
    }

    // James's default runs on the caller's thread, which is Netty's.
    @Override
    public Flux<MailboxMessage> findInMailboxReactive(Mailbox mailbox, MessageRange set, FetchType type, int limit) {
        Flux<MailboxMessage> found = Mono.fromCallable(() -> list(mailbox, set))
                .flatMapMany(listing -> Flux.fromIterable(listing.chunks(CHUNK))
                        .concatMap(some -> Mono.fromCallable(() -> listing.find(some, type)), 1)
                        .concatMapIterable(list -> list, 1))
                .subscribeOn(Schedulers.boundedElastic());
        return limit > 0 ? found.take(limit) : found;
    }

    @Override
    public Flux<MessageUid> listAllMessageUids(Mailbox mailbox) {
        return Mono.fromCallable(() -> all(mailbox))
                .flatMapIterable(list -> list)
                .map(m -> MessageUid.of(m.uid()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public List<MessageUid> retrieveMessagesMarkedForDeletion(Mailbox mailbox, MessageRange range)
            throws MailboxException {
        return messages(mailbox, range).stream()
                .filter(m -> m.letters().indexOf('T') >= 0)
                .map(m -> MessageUid.of(m.uid()))
                .toList();
    }

    @Override
    public long countMessagesInMailbox(Mailbox mailbox) throws MailboxException {
        return all(mailbox).size();
    }

    @Override
    public MailboxCounters getMailboxCounters(Mailbox mailbox) throws MailboxException {
        List<MaildirMessage> all = all(mailbox);
        return MailboxCounters.builder()
                .mailboxId(mailbox.getMailboxId())
                .count(all.size())
                .unseen(all.stream().filter(MaildirMessageMapper::isUnseen).count())
                .build();
    }

    private static boolean isUnseen(MaildirMessage m) {
        return m.letters().indexOf('S') < 0;
    }

    @Override
    public @Nullable MessageUid findFirstUnseenMessageUid(Mailbox mailbox) throws MailboxException {
        return all(mailbox).stream()
                .filter(MaildirMessageMapper::isUnseen)
                .findFirst()
                .map(m -> MessageUid.of(m.uid()))
                .orElse(null);
    }

    @Override
    public List<MessageUid> findRecentMessageUidsInMailbox(Mailbox mailbox) throws MailboxException {
        return all(mailbox).stream()
                .filter(MaildirMessage::recent)
                .map(m -> MessageUid.of(m.uid()))
                .toList();
    }

    @Override
    public void delete(Mailbox mailbox, MailboxMessage message) throws MailboxException {
        deleteMessages(mailbox, List.of(message.getUid()));
    }

    @Override
    public Map<MessageUid, MessageMetaData> deleteMessages(Mailbox mailbox, List<MessageUid> uids)
            throws MailboxException {
        try {
            MaildirFolder folder = folder(mailbox);
            folder.refresh();
            List<@Nullable String> keywords = folder.keywords();
            Map<MessageUid, MessageMetaData> deleted = new HashMap<>();
            for (MaildirMessage m :
                    folder.delete(uids.stream().map(MessageUid::asLong).toList())) {
                deleted.put(MessageUid.of(m.uid()), metaData(folder, m, mailbox.getMailboxId(), keywords));
            }
            return deleted;
        } catch (MailboxNotFoundException e) {
            return Map.of();
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    static MessageMetaData metaData(
            MaildirFolder folder, MaildirMessage m, MailboxId id, List<@Nullable String> keywords) {
        return new MaildirMailboxMessage(folder, m, id, FlagLetters.flags(m, keywords)).metaData();
    }

    @Override
    public MessageMetaData add(Mailbox mailbox, MailboxMessage message) throws MailboxException {
        try (InputStream content = message.getFullContent()) {
            MaildirFolder folder = folder(mailbox);
            String id = message.getMessageId() instanceof MaildirMessageId named ? named.name() : MaildirNames.next();
            MaildirMessage stored = folder.add(
                    id,
                    content,
                    FlagLetters.letters(message.createFlags(), "", folder),
                    message.getInternalDate().getTime(),
                    clock.instant());
            message.setUid(MessageUid.of(stored.uid()));
            message.setModSeq(ModSeq.of(stored.modSeq()));
            return metaData(folder, stored, mailbox.getMailboxId(), folder.keywords());
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    @Override
    public MessageMetaData copy(Mailbox mailbox, MailboxMessage original) throws MailboxException {
        return transfer(mailbox, original, false);
    }

    @Override
    public MessageMetaData move(Mailbox mailbox, MailboxMessage original) throws MailboxException {
        return transfer(mailbox, original, true);
    }

    private MessageMetaData transfer(Mailbox mailbox, MailboxMessage original, boolean move) throws MailboxException {
        if (original.getUid() == null) { // not in any mailbox yet
            return add(mailbox, original);
        }
        MaildirFolder source = store.folder(original.getMailboxId());
        MaildirFolder target = folder(mailbox);
        try {
            MaildirMessage message = original instanceof MaildirMailboxMessage ours
                    ? ours.message()
                    : source
                            .messages(
                                    original.getUid().asLong(),
                                    original.getUid().asLong())
                            .stream()
                            .findFirst()
                            .orElseThrow(() -> new MailboxException("the message is gone"));
            Flags flags = original.createFlags();
            flags.add(Flag.RECENT);
            FlagSet letters = FlagLetters.letters(flags, message.letters(), target);
            MaildirMessage stored = move
                    ? target.moveFrom(source, message, letters, clock.instant())
                    : target.copyFrom(source, message, letters, clock.instant());
            return metaData(target, stored, mailbox.getMailboxId(), target.keywords());
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    @Override
    public Iterator<UpdatedFlags> updateFlags(Mailbox mailbox, FlagsUpdateCalculator calculator, MessageRange set)
            throws MailboxException {
        MaildirFolder folder = folder(mailbox);
        List<MaildirMessage> messages = messages(mailbox, set);
        try {
            Map<FlagSet, FlagSet> known = new HashMap<>();
            List<FlagChange> changes = folder.changeFlags(
                    messages, old -> known.computeIfAbsent(old, o -> newFlags(calculator, o, folder)));
            List<@Nullable String> keywords = folder.keywords();
            return changes.stream()
                    .map(change -> updated(change, keywords))
                    .toList()
                    .iterator();
        } catch (UncheckedIOException e) {
            throw MaildirStore.failure(new IOException(e));
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    // The folder is locked by now, so the keywords name every letter of the old flags. Read any earlier they would lack
    // a letter that another session has just given out, and the change would take that keyword away.
    private static FlagSet newFlags(FlagsUpdateCalculator calculator, FlagSet old, MaildirFolder folder) {
        try {
            Flags flags = calculator.buildNewFlags(FlagLetters.flags(old.letters(), old.recent(), folder.keywords()));
            return FlagLetters.letters(flags, old.letters(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UpdatedFlags updated(FlagChange change, List<@Nullable String> keywords) {
        return UpdatedFlags.builder()
                .uid(MessageUid.of(change.after().uid()))
                .messageId(new MaildirMessageId(change.after().id()))
                .modSeq(ModSeq.of(change.after().modSeq()))
                .oldFlags(FlagLetters.flags(change.before(), keywords))
                .newFlags(FlagLetters.flags(change.after(), keywords))
                .build();
    }

    @Override
    public Optional<MessageUid> getLastUid(Mailbox mailbox) throws MailboxException {
        try {
            long next = folder(mailbox).nextUid();
            return next > 1 ? Optional.of(MessageUid.of(next - 1)) : Optional.empty();
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    @Override
    public ModSeq getHighestModSeq(Mailbox mailbox) throws MailboxException {
        try {
            return ModSeq.of(folder(mailbox).highestModSeq());
        } catch (IOException e) {
            throw MaildirStore.failure(e);
        }
    }

    @Override
    public Flags getApplicableFlag(Mailbox mailbox) throws MailboxException {
        Flags known = new Flags();
        keywords(folder(mailbox)).stream().filter(k -> k != null).forEach(known::add);
        return ApplicableFlagBuilder.builder().add(known).build();
    }
}
