package org.postjames.server.mta;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.cleanup.BeforeQueueFilter;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.RefusedMail;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.delivery.UserRights;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.dns.DnsResolver;
import org.postjames.log.MailLog;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.milter.MilterConfiguration;
import org.postjames.pickup.LoginSenders;
import org.postjames.pickup.SubmitParameters;
import org.postjames.queue.CleanupBounces;
import org.postjames.queue.CleanupNotices;
import org.postjames.queue.FlushService;
import org.postjames.queue.OutcomeListeners;
import org.postjames.queue.QueueDirectories;
import org.postjames.queue.QueueManager;
import org.postjames.queue.QueueRequests;
import org.postjames.queue.VerifyParameters;
import org.postjames.queue.VerifyService;
import org.postjames.rewrite.AddressResolver;
import org.postjames.server.mailet.AdminMailets;
import org.postjames.server.mailet.BeforeQueueMailets;
import org.postjames.server.mailet.MailetAgent;
import org.postjames.smtp.dns.DnsjavaResolver;
import org.postjames.smtp.server.Anvil;
import org.postjames.smtp.server.Routing;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.SmtpListener;
import org.postjames.smtp.server.SmtpServer;
import org.postjames.smtp.server.SmtpdDependencies;
import org.postjames.table.DomainList;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The mail transfer agent over one configuration snapshot: everything between the SMTP ports and the mailboxes. */
public final class MailTransfer implements AutoCloseable {
    /** What it gets from outside. */
    public record Surroundings(
            MailLog log, Clock clock, SaslAuthenticator authenticator, AdminMailets mailets, MaildirEvents events) {}

    private final PostfixConfig config;
    private final MailLog log;
    private final Tables tables;
    private final QueueDirectories directories;
    private final AddressResolver resolver;
    private final CleanupServices cleanups;
    private final Cleanup cleanup;
    private final RefusedMail refused;
    private final Agents agents;
    private final SmtpdDependencies dependencies;
    private final VerifyService verify;
    private final FlushService flush;
    private final QueueManager queue;
    private final QueueRequests requests;
    private final Anvil anvil;
    private final List<Listening> servers = new ArrayList<>();
    private final SpawnListeners spawned;

    /**
     * Puts everything together; nothing runs yet.
     *
     * @throws ConfigurationException with all that is wrong, before a port opens
     */
    public MailTransfer(PostfixConfig config, Surroundings around) throws ConfigurationException {
        Optional<Diagnostic> flaw = MilterConfiguration.check(config);
        if (flaw.isPresent()) {
            throw new ConfigurationException(List.of(flaw.get()));
        }
        this.config = config;
        this.log = around.log();
        this.tables = Tables.of(config, log);
        this.directories = new QueueDirectories(config, around.clock());
        this.resolver = new AddressResolver(config, tables);
        BeforeQueueFilter mailets = BeforeQueueMailets.of(around.mailets(), log);
        this.cleanups =
                new CleanupServices(config, own -> new Cleanup(own, tables, directories, log, around.clock(), mailets));
        this.cleanup = cleanups.of(config);
        CleanupNotices notices = new CleanupNotices(config, cleanup, around.clock());
        this.refused = new CleanupBounces(config, directories, notices, log, around.clock());
        DnsResolver dns = new DnsjavaResolver();
        this.agents = new Agents(
                new Agents.Parts(config, tables, cleanup, refused, around.events(), dns),
                new UserRights(),
                log,
                around.clock());
        this.verify = new VerifyService(config, notices::probe, log, around.clock());
        PostfixConfig probing = VerifyParameters.forProbes(config);
        this.flush = new FlushService(config, tables, directories, log, around.clock());
        this.queue = new QueueManager(
                config,
                directories,
                new QmgrRouting(resolver, probing == config ? resolver : new AddressResolver(probing, tables)),
                new MailetAgent(agents.mailets(), around.mailets(), log),
                notices,
                new OutcomeListeners(verify, flush),
                log,
                around.clock());
        this.requests = new QueueRequests(config, queue, flush);
        this.anvil = Anvil.of(config, log, around.clock());
        SmtpdDependencies dependencies = new SmtpdDependencies(
                cleanup,
                tables,
                Routing.of(config, tables, log),
                dns,
                around.authenticator(),
                log,
                around.clock(),
                requests::flushSite,
                verify,
                anvil);
        this.dependencies = dependencies;
        this.spawned = new SpawnListeners(config, log);
        makeServers(dependencies);
    }

    /** Talks SMTP with a local user, as {@code smtpd -S}: without client, HELO and relay restrictions. */
    public void standAlone(String user, InputStream in, OutputStream out) throws IOException {
        String allowed = config.get(SubmitParameters.AUTHORIZED_SUBMIT_USERS);
        try {
            if (!allowed.startsWith("static:")
                    && !new StringList(SubmitParameters.AUTHORIZED_SUBMIT_USERS.name(), allowed, tables)
                            .matches(user)) {
                log.warning("smtpd", "user " + user + " is not allowed to submit mail");
                out.write("554 5.7.1 You are not allowed to submit mail\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            try (SmtpServer server = new SmtpServer(config, "smtpd", 0, dependencies)) {
                server.serve(in, out, new LoginSenders(config, tables, text -> log.warning("postdrop", text), user));
            }
        } catch (TableUnavailableException | ConfigurationException e) {
            log.warning("smtpd", String.valueOf(e.getMessage()));
            out.write("451 4.3.0 Temporary lookup failure\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void makeServers(SmtpdDependencies dependencies) throws ConfigurationException {
        List<Diagnostic> faults = new ArrayList<>();
        for (MasterService service : config.services()) {
            if (Listening.isOne(service)) {
                Listening.check(service).ifPresent(faults::add);
                try {
                    Cleanup its = cleanups.of(config.forService(service));
                    servers.add(new Listening(SmtpServer.of(config, service, dependencies.with(its)), service));
                } catch (ConfigurationException e) {
                    faults.addAll(e.diagnostics());
                }
            }
        }
        if (!faults.isEmpty()) {
            close();
            throw new ConfigurationException(faults.stream().distinct().toList());
        }
        servers.forEach(listening -> listening
                .server()
                .diagnostics()
                .forEach(d -> log.log("smtpd", d.severity(), d.origin() + ": " + d.text())));
    }

    /** Where a service of master.cf listens, other than on a Unix-domain socket. */
    public interface Addresses {
        List<InetSocketAddress> of(String service) throws IOException;
    }

    /**
     * Makes the queue directories, takes up the queue, and opens the ports.
     *
     * @return what listens, for people
     */
    public List<String> start(Addresses addresses) throws IOException {
        queue.start();
        List<String> open = listen(addresses, Map.of());
        open.addAll(spawned.listen(addresses, new ArrayList<>()));
        return open;
    }

    /**
     * Takes the place of an earlier one: listening sockets whose address is still wanted are kept, and sessions that are open go on as they began.
     *
     * @return what listens now, for people
     */
    public List<String> replace(MailTransfer old, Addresses addresses) throws IOException {
        Map<SocketAddress, SmtpListener> inherited = new HashMap<>();
        for (Listening listening : old.servers) {
            listening.server().listeners().forEach(listener -> inherited.put(listener.address(), listener));
        }
        // bound first: a port that is taken leaves the old one as it was
        List<String> open = listen(addresses, inherited);
        open.addAll(spawned.listen(addresses, old.spawned.open()));
        old.servers.forEach(listening -> listening.server().releaseListeners());
        for (SmtpListener unwanted : inherited.values()) {
            if (servers.stream().noneMatch(s -> s.server().listeners().contains(unwanted))) {
                unwanted.close();
            }
        }
        queue.takeOver(old.queue);
        return open;
    }

    private List<String> listen(Addresses addresses, Map<SocketAddress, SmtpListener> inherited) throws IOException {
        List<String> open = new ArrayList<>();
        Map<SmtpListener, SmtpServer> kept = new HashMap<>();
        for (Listening listening : servers) {
            for (SocketAddress address : listening.wanted(config, addresses)) {
                SmtpListener listener = inherited.get(address);
                if (listener != null) {
                    kept.put(listener, listening.server());
                } else {
                    listening.bind(address);
                }
                open.add(listening.shown(address));
            }
        }
        kept.forEach((listener, server) -> server.inherit(listener));
        return open;
    }

    /** Waits until the sessions and deliveries that a successor left to it have ended, and closes. */
    public void retire() throws InterruptedException {
        for (Listening listening : servers) {
            listening.server().awaitEnd();
        }
        anvil.dump(); // anvil(8) ends, too, and another one begins
        queue.awaitEnd();
        close();
    }

    /** Whether mail for the domain ends here, for mailets that ask. */
    public static boolean isOurs(PostfixConfig config, Tables tables, String domain) {
        try {
            return new DomainList("mydestination", config.get(GlobalParameters.MYDESTINATION), config, tables)
                    .matches(domain);
        } catch (TableUnavailableException e) {
            return false;
        }
    }

    public PostfixConfig config() {
        return config;
    }

    public Tables tables() {
        return tables;
    }

    public AddressResolver resolver() {
        return resolver;
    }

    public QueueManager queue() {
        return queue;
    }

    /** What the control socket is asked about the queue. */
    public QueueRequests requests() {
        return requests;
    }

    public Cleanup cleanup() {
        return cleanup;
    }

    /** Who tells the senders of local mail that cleanup refuses. */
    public RefusedMail refused() {
        return refused;
    }

    /** Sessions end, deliveries stop where they are; what is in the queue stays there. */
    @Override
    public void close() {
        List<Thread> closing = servers.stream()
                .map(listening -> Thread.ofVirtual().name("smtpd-close").start(listening.server()::close))
                .toList();
        queue.close();
        verify.close();
        flush.close();
        for (Thread thread : closing) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        spawned.close();
        agents.close();
        anvil.close();
        tables.close();
    }
}
