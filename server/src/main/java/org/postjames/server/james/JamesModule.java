package org.postjames.server.james;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.name.Names;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.events.EventBus;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.SessionProvider;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.quota.DefaultUserQuotaRootResolver;
import org.apache.james.mailbox.store.quota.NoQuotaManager;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.modules.RunArgumentsModule;
import org.apache.james.modules.protocols.IMAPServerModule;
import org.apache.james.modules.protocols.POP3ServerModule;
import org.apache.james.modules.protocols.ProtocolHandlerModule;
import org.apache.james.server.core.configuration.ConfigurationProvider;
import org.apache.james.user.api.UsersRepository;
import org.apache.james.utils.ExtensionConfiguration;
import org.postjames.mailbox.james.MaildirMailboxes;
import org.postjames.server.users.Users;

/** Binds what James's IMAP, POP3 and mailet loaders ask for. */
public final class JamesModule extends AbstractModule {
    private final Path configDirectory;
    private final Users users;
    private final MaildirMailboxes.Running mailboxes;

    public JamesModule(Path configDirectory, Users users, MaildirMailboxes.Running mailboxes) {
        this.configDirectory = configDirectory;
        this.users = users;
        this.mailboxes = mailboxes;
    }

    @Override
    protected void configure() {
        install(RunArgumentsModule.EMPTY);
        install(new ProtocolHandlerModule());
        install(new IMAPServerModule());
        install(new POP3ServerModule());
        bind(FileSystem.class).toInstance(new ConfigDirectoryFileSystem(configDirectory));
        // James asks for one tree per service by name; ours configures each listener itself
        bind(ConfigurationProvider.class).toInstance((name, level) -> new BaseHierarchicalConfiguration());
        bind(ExtensionConfiguration.class).toInstance(ExtensionConfiguration.DEFAULT);
        bind(MetricFactory.class).to(NoMetrics.class).in(Scopes.SINGLETON);
        bind(GaugeRegistry.class).to(NoopGaugeRegistry.class).in(Scopes.SINGLETON);
        // James's APPEND reads this clock's local time as one of the system's zone
        bind(Clock.class).toInstance(Clock.systemDefaultZone());
        bind(UsersRepository.class).toInstance(users);
        bind(SessionProvider.class).toInstance(mailboxes.mailboxes().getSessionProvider());
        bind(MailboxSessionMapperFactory.class).toInstance(mailboxes.mailboxes().getMapperFactory());
        bind(EventBus.class).toInstance(mailboxes.eventBus());
        bind(SubscriptionManager.class).toInstance(mailboxes.subscriptions());
        bind(MailboxManager.class).toInstance(mailboxes.mailboxes());
        bind(MailboxManager.class).annotatedWith(Names.named("mailboxmanager")).toInstance(mailboxes.mailboxes());
    }

    @Provides
    QuotaManager quotaManager() {
        return new NoQuotaManager();
    }

    @Provides
    @Singleton
    QuotaRootResolver quotaRootResolver(MailboxSessionMapperFactory mappers) {
        return new DefaultUserQuotaRootResolver(mailboxes.mailboxes().getSessionProvider(), mappers);
    }
}
