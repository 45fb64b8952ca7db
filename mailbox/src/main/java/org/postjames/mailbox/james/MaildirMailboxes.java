package org.postjames.mailbox.james;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import javax.inject.Inject;
import org.apache.james.events.EventBus;
import org.apache.james.events.InVMEventBus;
import org.apache.james.events.MemoryEventDeadLetters;
import org.apache.james.events.RetryBackoffConfiguration;
import org.apache.james.events.delivery.InVmEventDelivery;
import org.apache.james.mailbox.Authenticator;
import org.apache.james.mailbox.Authorizator;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MailboxPathLocker;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.SessionProvider;
import org.apache.james.mailbox.acl.UnionMailboxACLResolver;
import org.apache.james.mailbox.exception.AttachmentNotFoundException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.store.JVMMailboxPathLocker;
import org.apache.james.mailbox.store.MailboxManagerConfiguration;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.MessageFactory;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.SessionProviderImpl;
import org.apache.james.mailbox.store.StoreMailboxAnnotationManager;
import org.apache.james.mailbox.store.StoreMailboxManager;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.StoreSubscriptionManager;
import org.apache.james.mailbox.store.extractor.DefaultTextExtractor;
import org.apache.james.mailbox.store.mail.NaiveThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.ThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.quota.QuotaComponents;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import org.apache.james.mailbox.store.search.SimpleMessageSearchIndex;
import org.apache.james.metrics.api.MetricFactory;

/** James's mailbox manager over Maildirs. {@link #open} builds one without Guice, with everything it needs. */
public final class MaildirMailboxes extends StoreMailboxManager {
    private static final EnumSet<MailboxCapabilities> MAILBOX = EnumSet.of(
            MailboxCapabilities.Move,
            MailboxCapabilities.UserFlag,
            MailboxCapabilities.Namespace,
            MailboxCapabilities.Annotation,
            MailboxCapabilities.ACL);
    private static final EnumSet<MessageCapabilities> MESSAGE = EnumSet.of(MessageCapabilities.UniqueID);

    @Inject
    public MaildirMailboxes(
            MailboxSessionMapperFactory mappers,
            SessionProvider sessions,
            MailboxPathLocker locker,
            MessageParser parser,
            MessageId.Factory messageIds,
            StoreMailboxAnnotationManager annotations,
            EventBus eventBus,
            StoreRightManager rights,
            QuotaComponents quota,
            MessageSearchIndex search,
            MailboxManagerConfiguration configuration,
            PreDeletionHooks hooks,
            ThreadIdGuessingAlgorithm threads,
            Clock clock) {
        super(
                mappers,
                sessions,
                locker,
                parser,
                messageIds,
                annotations,
                eventBus,
                rights,
                quota,
                search,
                configuration,
                hooks,
                threads,
                clock);
    }

    @Override
    public EnumSet<MailboxManager.MailboxCapabilities> getSupportedMailboxCapabilities() {
        return EnumSet.copyOf(MAILBOX);
    }

    @Override
    public EnumSet<MailboxManager.MessageCapabilities> getSupportedMessageCapabilities() {
        return EnumSet.copyOf(MESSAGE);
    }

    @Override
    protected StoreMessageManager createMessageManager(Mailbox mailbox, MailboxSession session) {
        return new MaildirMessages(
                MESSAGE,
                getMapperFactory(),
                getMessageSearchIndex(),
                getEventBus(),
                getLocker(),
                mailbox,
                getQuotaComponents().getQuotaManager(),
                getQuotaComponents().getQuotaRootResolver(),
                configuration.getBatchSizes(),
                getStoreRightManager(),
                getPreDeletionHooks(),
                new MessageStorer.WithoutAttachment(
                        getMapperFactory(),
                        getMessageIdFactory(),
                        new MessageFactory.StoreMessageFactory(),
                        getThreadIdGuessingAlgorithm(),
                        getClock()));
    }

    /** A running set of mailboxes; {@link #close()} ends the watching of directories. */
    public record Running(
            MaildirMailboxes mailboxes,
            StoreSubscriptionManager subscriptions,
            EventBus eventBus,
            MaildirWatcher watcher)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            watcher.close();
        }
    }

    /** Opens the Maildirs of {@code store} with events in memory, without quota, and with searches that read the messages. */
    public static Running open(
            MaildirStore store,
            Authenticator authenticator,
            Authorizator authorizator,
            MetricFactory metrics,
            Clock clock)
            throws IOException {
        MaildirMailboxSessionMapperFactory mappers = new MaildirMailboxSessionMapperFactory(store, clock);
        EventBus bus = new InVMEventBus(
                new InVmEventDelivery(metrics), RetryBackoffConfiguration.DEFAULT, new MemoryEventDeadLetters());
        MaildirWatcher watcher = new MaildirWatcher(store, bus);
        EventBus watching = new WatchingEventBus(bus, watcher);
        SessionProvider sessions = new SessionProviderImpl(authenticator, authorizator);
        StoreRightManager rights = new StoreRightManager(mappers, new UnionMailboxACLResolver(), watching);
        MaildirMailboxes mailboxes = new MaildirMailboxes(
                mappers,
                sessions,
                new JVMMailboxPathLocker(),
                new MessageParser(),
                new MaildirMessageId.Factory(),
                new StoreMailboxAnnotationManager(mappers, rights),
                watching,
                rights,
                QuotaComponents.disabled(sessions, mappers),
                new SimpleMessageSearchIndex(mappers, mappers, new DefaultTextExtractor(), (attachment, session) -> {
                    throw new AttachmentNotFoundException(
                            attachment.getAttachmentId().getId());
                }),
                MailboxManagerConfiguration.DEFAULT,
                PreDeletionHooks.NO_PRE_DELETION_HOOK,
                new NaiveThreadIdGuessingAlgorithm(),
                clock);
        return new Running(mailboxes, new StoreSubscriptionManager(mappers, mappers, watching), watching, watcher);
    }
}
