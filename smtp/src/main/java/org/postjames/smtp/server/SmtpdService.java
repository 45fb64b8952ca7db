package org.postjames.smtp.server;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.access.ClientFacts;
import org.postjames.access.DebugPeers;
import org.postjames.access.SmtpdPolicy;
import org.postjames.access.VerifySender;
import org.postjames.cleanup.Cleanup;
import org.postjames.config.GlobalParameters;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.log.MailLog;
import org.postjames.smtp.server.sasl.SaslService;
import org.postjames.smtp.server.tls.ServerTls;
import org.postjames.table.NetworkList;
import org.postjames.table.TableUnavailableException;

/** What the sessions of one smtpd service share. Immutable but for its counters. */
final class SmtpdService {
    private final SmtpdSettings settings;
    private final SmtpdPolicy policy;
    private final Cleanup cleanup;
    private final Routing routing;
    private final SaslService sasl;
    private final MailLog log;
    private final Clock clock;
    private final ServerTls tls;
    private final TlsStart tlsStart;
    private final Lists lists;
    private final DialogueTables tables;
    private final Anvil anvil;
    private final ClientRates rates;
    private final VerifySender verifySender;
    private final Path queueDirectory;
    private final SessionMilters.Settings milters;
    private volatile @Nullable FileStore queueStore;
    private volatile boolean closing;

    /** The client lists that decide what a session may do. */
    record Lists(
            NetworkList xclient,
            NetworkList xforward,
            NetworkList verp,
            NetworkList unlimited,
            NetworkList bareNewlineExclusions,
            NetworkList saslExceptions,
            DebugPeers debug,
            LocalClients local) {}

    private final SmtpdDependencies.Flush flush;

    SmtpdService(SmtpdSettings settings, SmtpdPolicy policy, Lists lists, SmtpdDependencies dependencies) {
        this.settings = settings;
        this.policy = policy;
        this.lists = lists;
        this.tables = new DialogueTables(settings.config, dependencies.tables());
        this.cleanup = dependencies.cleanup();
        this.routing = dependencies.routing();
        this.sasl = new SaslService(
                settings.config,
                dependencies.tables(),
                dependencies.authenticator(),
                dependencies.log(),
                settings.program);
        this.log = dependencies.log();
        this.clock = dependencies.clock();
        this.flush = dependencies.flush();
        this.tls = new ServerTls(settings.config, dependencies.tables());
        this.tlsStart = new TlsStart(tls, settings, dependencies.anvil());
        this.anvil = dependencies.anvil();
        this.rates = new ClientRates(settings, anvil);
        this.verifySender = new VerifySender(settings.config, dependencies.clock());
        this.milters = SessionMilters.Settings.of(settings.config, dependencies.tables());
        this.queueDirectory = Path.of(settings.config.get(GlobalParameters.QUEUE_DIRECTORY));
    }

    SessionMilters.Settings milters() {
        return milters;
    }

    DialogueTables tables() {
        return tables;
    }

    SmtpdSettings settings() {
        return settings;
    }

    SmtpdPolicy policy() {
        return policy;
    }

    Cleanup cleanup() {
        return cleanup;
    }

    Routing routing() {
        return routing;
    }

    /** The sender of our own probes: who asks about it is not refused. */
    VerifySender verifySender() {
        return verifySender;
    }

    MailLog log() {
        return log;
    }

    Clock clock() {
        return clock;
    }

    /** How many bytes the queue can still take. The file system is found once: that reads the table of mounts; asking it is one system call. */
    long queueSpace() throws IOException {
        FileStore store = queueStore;
        if (store == null) {
            Path place = queueDirectory.toAbsolutePath();
            while (!Files.exists(place) && place.getParent() != null) {
                place = place.getParent(); // it will be made there
            }
            store = Files.getFileStore(place);
            queueStore = store;
        }
        return store.getUsableSpace();
    }

    boolean isClosing() {
        return closing;
    }

    void closing() {
        closing = true;
    }

    List<Diagnostic> diagnostics() {
        List<Diagnostic> all = new ArrayList<>(policy.diagnostics());
        all.addAll(tls.diagnostics());
        all.addAll(sasl.diagnostics());
        return all;
    }

    boolean offersTls() {
        return tls.offered();
    }

    boolean enforcesTls() {
        return tls.enforced();
    }

    boolean wrapperMode() {
        return tls.wrapperMode();
    }

    SmtpdDependencies.Flush flush() {
        return flush;
    }

    boolean hasCertificate() {
        return tls.hasCertificate();
    }

    /** Decides by the client's name and address what it may do; again after XCLIENT. */
    void classify(Session session) {
        boolean network = !session.standAlone;
        session.xclientAllowed = network && matches(lists.xclient(), session.client);
        session.bareNewline = network && !matches(lists.bareNewlineExclusions(), session.client)
                ? settings.bareNewline
                : SmtpdSettings.BareNewline.ACCEPT;
        session.wire.oneReturnOnly(session.bareNewline != SmtpdSettings.BareNewline.ACCEPT);
        activateSasl(session);
    }

    private void activateSasl(Session session) {
        boolean clear = session.tls == null;
        boolean wanted = !session.standAlone && settings.saslEnabled && !(clear && settings.tlsAuthOnly);
        session.sasl = wanted ? sasl.offer(session.saslClient()) : null;
    }

    /** Decides by who has really connected: XCLIENT changes nothing. */
    void authorize(Session session) {
        session.verbose(!session.standAlone && lists.debug().contain(session.client.name(), session.client.address()));
        session.xforwardAllowed = !session.standAlone && matches(lists.xforward(), session.client);
    }

    /** {@code smtpd_authorized_verp_clients}: asked anew for each command. */
    NetworkList verpClients() {
        return lists.verp();
    }

    /** A list that cannot be asked now grants nothing. */
    private boolean matches(NetworkList list, ClientFacts client) {
        try {
            return list.matches(client.name(), client.address());
        } catch (TableUnavailableException e) {
            log.warning(settings.program, String.valueOf(e.getMessage()));
            return false;
        }
    }

    boolean isSaslException(ClientFacts client) {
        return matches(lists.saslExceptions(), client);
    }

    boolean rewritesLocally(Session session) {
        return lists.local().matches(session);
    }

    /** The 421 for a client that has too many connections. XCLIENT clients and exceptions are not counted. */
    Optional<String> connectionRefusal(Session session) {
        if (session.standAlone
                || session.xclientAllowed
                || session.counted
                || matches(lists.unlimited(), session.client)) {
            return Optional.empty();
        }
        String address = session.client.address();
        String counted = counted(session);
        Anvil.Counts counts = anvil.connected(counted);
        session.counted = true;
        session.clientConnections = counts.open();
        session.countedAddress = counted;
        int limit = settings.config.get(SmtpdParameters.SMTPD_CLIENT_CONNECTION_COUNT_LIMIT);
        int rate = settings.config.get(SmtpdParameters.SMTPD_CLIENT_CONNECTION_RATE_LIMIT);
        String service = settings.config.value("service_name").orElse("smtp");
        if (limit > 0 && counts.open() > limit) {
            session.warn("Connection concurrency limit exceeded: " + counts.open() + " from " + session.clientName()
                    + " for service " + service);
        } else if (rate > 0 && counts.recent() > rate) {
            session.warn("Connection rate limit exceeded: " + counts.recent() + " from " + session.clientName()
                    + " for service " + service);
        } else {
            return Optional.empty();
        }
        return Optional.of("421 4.7.0 " + settings.hostname + " Error: too many connections from " + address);
    }

    /** Whether the client has sent too many AUTH commands; it is logged. // smtpd_sasl_auth_cmd_wrapper() */
    boolean refusesAuth(Session session) {
        int limit = settings.config.get(SmtpdParameters.SMTPD_CLIENT_AUTH_RATE_LIMIT);
        if (limit <= 0 || !isLimited(session)) {
            return false;
        }
        int rate = anvil.count(Anvil.Event.AUTH, counted(session));
        if (rate > limit) {
            session.warn("AUTH command rate limit exceeded: " + rate + " from " + session.clientName() + " for service "
                    + name());
        }
        return rate > limit;
    }

    /** Counts a message or a recipient of a client, and tells whether that was one too many. */
    boolean exceedsRate(Session session, ClientRates.Event event) {
        return rates.isLimited(event) && isLimited(session) && rates.exceeds(session, event);
    }

    /** Whether limits per client hold for this one. */
    boolean isLimited(Session session) {
        return !session.standAlone && !session.xclientAllowed && !matches(lists.unlimited(), session.client);
    }

    void ended(Session session) {
        if (session.counted) {
            anvil.disconnected(session.countedAddress);
        }
    }

    /** Negotiates TLS; the session goes on encrypted or ends. False if the client has begun too many. */
    boolean startTls(Session session) throws IOException {
        Optional<String> refusal = tlsStart.start(session);
        if (refusal.isEmpty()) {
            activateSasl(session);
            return true;
        }
        boolean tooMany = refusal.get().startsWith("421 4.7.0");
        try {
            session.reply(refusal.get());
            session.wire.flush();
        } catch (IOException e) {
            if (!tooMany) {
                throw e;
            }
            session.hangup = true; // such sessions end in silence: SMTP_ERR_QUIET
        }
        return !tooMany;
    }

    /** A client that begins too many TLS sessions must wait. */
    boolean refusesTls(Session session) {
        return tlsStart.refuses(session);
    }

    boolean asksForCertificates() {
        return tls.asksForCertificates();
    }

    /** How a client is named where clients are counted. */
    String counted(Session session) {
        return name() + ":" + session.client.address();
    }

    /** The name in master.cf. */
    String name() {
        return settings.config.value("service_name").orElse("smtp");
    }

    static String tag(String syslogName, String daemon) {
        return syslogName.toLowerCase(Locale.ROOT).isEmpty() ? daemon : syslogName + "/" + daemon;
    }
}
