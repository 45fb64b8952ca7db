package org.postjames.server;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.core.MailAddress;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.dnsjava.DNSJavaService;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.lib.DomainListConfiguration;
import org.apache.james.domainlist.memory.MemoryDomainList;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imapserver.netty.IMAPServerFactory;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailetcontainer.api.LocalResources;
import org.apache.james.mailetcontainer.api.MailetLoader;
import org.apache.james.mailetcontainer.api.MatcherLoader;
import org.apache.james.mailetcontainer.impl.CompositeProcessorImpl;
import org.apache.james.mailetcontainer.impl.JamesMailetContext;
import org.apache.james.mailrepository.memory.MailRepositoryStoreConfiguration;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.NoopGaugeRegistry;
import org.apache.james.metrics.tests.RecordingMetricFactory;
import org.apache.james.modules.protocols.ProtocolHandlerModule;
import org.apache.james.pop3server.mailbox.MailboxAdapterFactory;
import org.apache.james.pop3server.netty.POP3ServerFactory;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;
import org.apache.james.protocols.lib.netty.AbstractServerFactory;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.rrt.api.RecipientRewriteTable;
import org.apache.james.rrt.memory.MemoryRecipientRewriteTable;
import org.apache.james.server.core.configuration.Configuration;
import org.apache.james.server.core.configuration.FileConfigurationProvider;
import org.apache.james.server.core.filesystem.FileSystemImpl;
import org.apache.james.user.api.UsersRepository;
import org.apache.james.user.memory.MemoryUsersRepository;
import org.apache.james.util.LoggingLevel;
import org.apache.james.utils.ExtendedClassLoader;
import org.apache.james.utils.ExtensionConfiguration;
import org.apache.james.utils.GuiceMailetLoader;
import org.apache.james.utils.GuiceMatcherLoader;
import org.apache.james.utils.MailetConfigurationOverride;
import org.apache.mailet.MailetContext;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A stock James 3.8.1 that takes its configuration from a directory: its own classes read its files, and its servers listen where the files say. */
final class StockJames implements AutoCloseable {
    private final FileConfigurationProvider files;
    private final FileSystem fileSystem;
    private final MemoryDomainList domains;
    private final DNSJavaService dns = new DNSJavaService(new RecordingMetricFactory());
    private final List<Runnable> atEnd = new ArrayList<>();

    /** @param content the files of James's {@code conf} directory by name */
    StockJames(Path directory, Map<String, String> content) throws IOException {
        Path conf = Files.createDirectories(directory.resolve("conf"));
        for (Map.Entry<String, String> file : content.entrySet()) {
            Files.writeString(conf.resolve(file.getKey()), file.getValue());
        }
        Configuration.Basic configuration =
                Configuration.builder().workingDirectory(directory.toFile()).build();
        fileSystem = new FileSystemImpl(configuration.directories());
        files = new FileConfigurationProvider(fileSystem, configuration);
        domains = new MemoryDomainList(dns);
    }

    private HierarchicalConfiguration<ImmutableNode> file(String name) throws Exception {
        return files.getConfiguration(name, LoggingLevel.WARNING);
    }

    DNSJavaService dnsService() throws Exception {
        dns.configure(file("dnsservice"));
        return dns;
    }

    MemoryDomainList domainList() throws Exception {
        domains.configure(DomainListConfiguration.from(file("domainlist")));
        return domains;
    }

    MemoryUsersRepository usersRepository() throws Exception {
        MemoryUsersRepository users = MemoryUsersRepository.withoutVirtualHosting(domains);
        users.configure(file("usersrepository"));
        return users;
    }

    MemoryRecipientRewriteTable recipientRewriteTable() throws Exception {
        MemoryRecipientRewriteTable table = new MemoryRecipientRewriteTable();
        table.configure(file("recipientrewritetable"));
        return table;
    }

    MailRepositoryStoreConfiguration mailRepositoryStore() throws Exception {
        return MailRepositoryStoreConfiguration.parse(file("mailrepositorystore"));
    }

    /** They listen until the end of the test. */
    List<AbstractConfigurableAsyncServer> imapServers() throws Exception {
        return started(
                new IMAPServerFactory(
                        fileSystem,
                        () -> null,
                        () -> null,
                        () -> nobody(ImapProcessor.class),
                        new RecordingMetricFactory(),
                        new NoopGaugeRegistry()),
                "imapserver");
    }

    /** They listen until the end of the test. */
    List<AbstractConfigurableAsyncServer> pop3Servers() throws Exception {
        POP3ServerFactory factory = new POP3ServerFactory();
        factory.setFileSystem(fileSystem);
        factory.setProtocolHandlerLoader(injector(context()).getInstance(ProtocolHandlerLoader.class));
        return started(factory, "pop3server");
    }

    private List<AbstractConfigurableAsyncServer> started(AbstractServerFactory factory, String name) throws Exception {
        factory.configure(file(name));
        factory.init();
        List<AbstractConfigurableAsyncServer> servers = factory.getServers();
        servers.forEach(server -> atEnd.add(server::destroy));
        return servers;
    }

    /** Who gets bounces of bounces. */
    MailAddress postmaster() throws Exception {
        return context().getPostmaster();
    }

    private JamesMailetContext context() throws Exception {
        domainList();
        JamesMailetContext context =
                new JamesMailetContext(dns, domains, nobody(LocalResources.class), nobody(MailQueueFactory.class));
        context.configure(files.getConfiguration("mailetcontainer.context", LoggingLevel.WARNING));
        return context;
    }

    /** All processors with all their mailets, initialised. */
    CompositeProcessorImpl processors() throws Exception {
        CompositeProcessorImpl processors = injector(context()).getInstance(CompositeProcessorImpl.class);
        processors.configure(files.getConfiguration("mailetcontainer.processors", LoggingLevel.WARNING));
        processors.init();
        atEnd.add(processors::dispose);
        return processors;
    }

    private Injector injector(MailetContext context) {
        return Guice.createInjector(new ProtocolHandlerModule(), new AbstractModule() {
            @Override
            protected void configure() {
                bind(FileSystem.class).toInstance(fileSystem);
                bind(ExtensionConfiguration.class).toInstance(ExtensionConfiguration.DEFAULT);
                bind(ExtendedClassLoader.class).toInstance(new ExtendedClassLoader(fileSystem));
                bind(MetricFactory.class).toInstance(new RecordingMetricFactory());
                bind(DNSService.class).toInstance(dns);
                bind(DomainList.class).toInstance(domains);
                bind(MailetContext.class).toInstance(context);
                bind(MailetLoader.class).to(GuiceMailetLoader.class);
                bind(MatcherLoader.class).to(GuiceMatcherLoader.class);
                bind(UsersRepository.class).toInstance(nobody(UsersRepository.class));
                bind(RecipientRewriteTable.class).toInstance(nobody(RecipientRewriteTable.class));
                bind(MailboxAdapterFactory.class).toInstance(nobody(MailboxAdapterFactory.class));
                bind(MailboxManager.class).toInstance(nobody(MailboxManager.class));
                bind(MailboxManager.class)
                        .annotatedWith(Names.named("mailboxmanager"))
                        .toInstance(nobody(MailboxManager.class));
                bind(new TypeLiteral<MailQueueFactory<?>>() {}).toInstance(nobody(MailQueueFactory.class));
                Multibinder.newSetBinder(binder(), MailetConfigurationOverride.class);
            }
        });
    }

    /** Something that is there, and has and does nothing while James starts; its queues stay empty. */
    @SuppressWarnings("unchecked")
    private static <T> T nobody(Class<?> type) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            Class<?> wanted = method.getReturnType();
            if (wanted.isPrimitive() && wanted != void.class) {
                throw new UnsupportedOperationException(method.toString());
            }
            return wanted == Publisher.class ? Flux.never() : wanted.isInterface() ? nobody(wanted) : null;
        });
    }

    @Override
    public void close() {
        atEnd.forEach(Runnable::run);
    }
}
