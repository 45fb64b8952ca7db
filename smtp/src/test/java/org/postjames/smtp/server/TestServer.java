package org.postjames.smtp.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.postjames.address.Address;
import org.postjames.cleanup.AddressMapping;
import org.postjames.cleanup.BeforeQueueFilter;
import org.postjames.cleanup.Cleanup;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.control.ControlReply;
import org.postjames.dns.DnsResolver;
import org.postjames.dns.DnsResolver.Answers;
import org.postjames.log.MailLog;
import org.postjames.pickup.LoginSenders;
import org.postjames.queuefile.IncomingQueue;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.StartedQueueFile;
import org.postjames.table.Tables;

/** A server on a free port of the loopback interface, with a folder for a queue and a list for a log. */
final class TestServer implements AutoCloseable {
    static final SaslAuthenticator JOE = new SaslAuthenticator() {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<String> plain(String user, String password) throws TemporaryAuthenticationFailure {
            if (user.equals("later")) {
                throw new TemporaryAuthenticationFailure("Connection lost to authentication server");
            }
            return user.equals("joe") && password.equals("secret") ? Optional.of(user) : Optional.empty();
        }
    };

    final List<String> log = new CopyOnWriteArrayList<>();
    final Path queue;
    final SmtpServer server;
    private final Tables tables;
    private final PostfixConfig config;

    TestServer(Path folder, List<String> settings, SaslAuthenticator authenticator)
            throws IOException, ConfigurationException {
        this(folder, settings, authenticator, 0);
    }

    /** @param processLimit how many sessions at once; 0 means no limit */
    TestServer(Path folder, List<String> settings, SaslAuthenticator authenticator, int processLimit)
            throws IOException, ConfigurationException {
        queue = Files.createDirectories(folder.resolve("queue"));
        Map<String, String> all = new HashMap<>();
        for (String setting : ServiceSettings.MAIN) {
            put(all, setting);
        }
        settings.forEach(setting -> put(all, setting));
        all.put("queue_directory", queue.toString());
        config = PostfixConfig.of(all);
        MailLog mailLog = (program, severity, text) -> {
            synchronized (log) {
                if (program.equals("smtpd")) {
                    log.add(severity.prefix() + text);
                }
                log.notifyAll();
            }
        };
        tables = Tables.of(config, mailLog);
        Cleanup cleanup = new Cleanup(
                config,
                new SameAddresses(),
                new FolderQueue(queue),
                mailLog,
                Clock.systemUTC(),
                BeforeQueueFilter.NONE);
        DnsResolver dns = (name, type) -> new Answers(Answers.Status.NXDOMAIN, List.of(), "no DNS in tests");
        server = new SmtpServer(
                config,
                "smtpd",
                processLimit,
                new SmtpdDependencies(
                        cleanup,
                        tables,
                        Routing.of(config, tables, mailLog),
                        dns,
                        authenticator,
                        mailLog,
                        Clock.systemUTC(),
                        site -> new ControlReply(
                                site.equals("relay.test") ? ControlReply.Status.OK : ControlReply.Status.DENY, "")));
    }

    /** Whom a local user may name as the sender. */
    LoginSenders senders(String user) {
        return new LoginSenders(config, tables, text -> {}, user);
    }

    TestServer start() throws IOException {
        server.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return this;
    }

    private static void put(Map<String, String> all, String setting) {
        int equals = setting.indexOf('=');
        all.put(
                setting.substring(0, equals).strip(),
                setting.substring(equals + 1).strip());
    }

    /** Waits for the disconnect line that ends a session's log. */
    List<String> logOfOneSession() throws InterruptedException {
        long end = System.nanoTime() + 5_000_000_000L;
        synchronized (log) {
            while (log.stream().noneMatch(line -> line.startsWith("disconnect from")) && System.nanoTime() < end) {
                log.wait(100);
            }
            List<String> lines = List.copyOf(log);
            log.clear();
            return lines;
        }
    }

    /** The committed queue files. */
    List<Path> messages() throws IOException {
        try (var files = Files.list(queue)) {
            return files.filter(file -> file.toString().endsWith(".mail"))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        server.close();
        tables.close();
    }

    private record FolderQueue(Path folder) implements IncomingQueue {
        private static final AtomicLong NUMBERS = new AtomicLong(0xABC000000L);

        @Override
        public NewQueueFile create() throws IOException {
            QueueId id = new QueueId(Long.toHexString(NUMBERS.incrementAndGet()).toUpperCase(java.util.Locale.ROOT));
            Path file = folder.resolve(id.text());
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new StartedQueueFile(
                    id,
                    file,
                    Instant.now(),
                    channel,
                    (placement, expanded) -> Files.move(
                            file,
                            file.resolveSibling(
                                    id + (placement == NewQueueFile.Placement.HOLD ? ".hold" : "") + ".mail")));
        }
    }

    private static final class SameAddresses implements AddressMapping {
        @Override
        public Address complete(Context context, Address address) {
            return address;
        }

        @Override
        public Address envelopeSender(Address sender) {
            return sender;
        }

        @Override
        public Address envelopeRecipient(Address recipient) {
            return recipient;
        }

        @Override
        public Address headerSender(Address address) {
            return address;
        }

        @Override
        public Address headerRecipient(Address address) {
            return address;
        }

        @Override
        public List<Address> expand(Address recipient) {
            return List.of(recipient);
        }

        @Override
        public Optional<Address> senderBcc(Address sender) {
            return Optional.empty();
        }

        @Override
        public Optional<Address> recipientBcc(Address recipient) {
            return Optional.empty();
        }
    }
}
