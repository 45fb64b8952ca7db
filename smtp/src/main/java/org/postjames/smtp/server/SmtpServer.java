package org.postjames.smtp.server;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.postjames.access.ClientFacts;
import org.postjames.access.ProxyFilterAddress;
import org.postjames.access.RelayProtection;
import org.postjames.config.ConfigurationException;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;
import org.postjames.milter.MilterConfiguration;
import org.postjames.pickup.LoginSenders;

/**
 * One smtpd or lmtpd service of master.cf: it listens, and talks SMTP or LMTP with everyone who connects, each on a virtual thread of its own. A session keeps the
 * configuration that it began with.
 */
public final class SmtpServer implements AutoCloseable {
    /** The daemon that speaks LMTP, as master.cf names it. Postfix has none. */
    public static final String LMTPD = "lmtpd";

    private static final Duration GRACE = Duration.ofMillis(1000);

    private final SmtpdServices services;
    /** Of sessions that are not under stress, and for what all have in common. */
    private final SmtpdService service;

    private final Stress stress;
    private final ClientNames names;
    private final Semaphore processes;
    private final Set<Connection> sessions = ConcurrentHashMap.newKeySet();
    private final List<SmtpListener> listeners = new ArrayList<>();

    /**
     * @param config main.cf with the service's {@code -o} settings: {@link PostfixConfig#forService}
     * @param program how the log names it: {@code smtpd}, or the complete tag {@code postfix/submission/smtpd}
     * @param processLimit how many sessions at once; 0 means no limit
     * @throws ConfigurationException if its restriction lists would make it an open relay
     */
    public SmtpServer(PostfixConfig config, String program, int processLimit, SmtpdDependencies dependencies)
            throws ConfigurationException {
        List<Diagnostic> fatal = new ArrayList<>();
        RelayProtection.check(config).ifPresent(fatal::add);
        fatal.addAll(ProxyFilterAddress.check(config));
        MilterConfiguration.check(config).ifPresent(fatal::add);
        if (!fatal.isEmpty()) {
            throw new ConfigurationException(fatal);
        }
        SmtpdSettings settings = new SmtpdSettings(config, program);
        String upstream = config.get(SmtpdParameters.SMTPD_UPSTREAM_PROXY_PROTOCOL);
        if (!upstream.isEmpty() && !settings.behindHaproxy) {
            throw new ConfigurationException(List.of(Diagnostic.fatal(
                    new Origin(SmtpdParameters.SMTPD_UPSTREAM_PROXY_PROTOCOL.name(), 0),
                    "unsupported smtpd_upstream_proxy_protocol value: " + upstream)));
        }
        this.services = new SmtpdServices(config, program, settings, dependencies);
        this.service = services.usual();
        this.stress = new Stress(service.name(), processLimit, dependencies.log(), dependencies.clock());
        this.names = new ClientNames(dependencies.dns(), settings.peernameLookup);
        this.processes = new Semaphore(processLimit > 0 ? processLimit : Integer.MAX_VALUE);
    }

    /** The server of a master.cf line, with its {@code -o} settings and its process limit. */
    public static SmtpServer of(PostfixConfig config, MasterService master, SmtpdDependencies dependencies)
            throws ConfigurationException {
        PostfixConfig own = config.forService(master);
        String its = own.get(GlobalParameters.SYSLOG_NAME);
        String syslogName = its.equals(config.get(GlobalParameters.SYSLOG_NAME)) ? "" : its;
        int limit = master.maxproc().equals("-")
                ? own.get(GlobalParameters.DEFAULT_PROCESS_LIMIT)
                : Integer.parseInt(master.maxproc());
        return new SmtpServer(own, SmtpdService.tag(syslogName, master.command()), limit, dependencies);
    }

    /** What is wrong without keeping the server from running: restrictions that can only refuse, certificates that cannot be read. */
    public List<Diagnostic> diagnostics() {
        return service.diagnostics();
    }

    /** Listens. May be called for several addresses. */
    public synchronized void start(InetSocketAddress address) throws IOException {
        noteAddress(address);
        listeners.add(new SmtpListener(address, this));
    }

    /** Listens on a Unix-domain socket. Its clients count as this host. */
    public synchronized void start(Path socket) throws IOException {
        listeners.add(new SmtpListener(socket, this));
    }

    /** Accepts connections of a socket that listens already. It is closed with the server. */
    public synchronized void start(ServerSocket listener) {
        noteAddress(listener.getLocalSocketAddress());
        listeners.add(new SmtpListener(listener, this));
    }

    /** Takes over a socket from an earlier server. It is closed with this one. */
    public synchronized void inherit(SmtpListener listener) {
        noteAddress(listener.address());
        stress.continues(listener.serveWith(this).stress);
        listeners.add(listener);
    }

    private void noteAddress(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.getAddress().isLoopbackAddress()) {
            stress.reachable(inet);
        }
    }

    /** What listens for it. */
    public synchronized List<SmtpListener> listeners() {
        return List.copyOf(listeners);
    }

    /** From now on somebody else sees to the listening sockets; the sessions that are open go on. */
    public synchronized void releaseListeners() {
        listeners.clear();
    }

    /** Where it listens; of several, the first, which must be of TCP. */
    public synchronized InetSocketAddress address() {
        return (InetSocketAddress) listeners.getFirst().address();
    }

    /** How many sessions there are. */
    public int sessions() {
        return sessions.size();
    }

    /** Waits until the process limit has room for one more session. */
    void reserve() throws InterruptedException {
        processes.acquire();
    }

    void release() {
        processes.release();
    }

    void warn(String text) {
        service.log().warning(service.settings().program, text);
    }

    /** Begins a session for which {@link #reserve} made room. */
    void serve(Socket client) {
        Thread.ofVirtual().name("smtpd").start(() -> talk(client));
    }

    private void talk(Socket socket) {
        Connection connection = new Connection(socket);
        sessions.add(connection);
        try (connection) {
            SmtpdService its = stress.begin() ? services.stressed() : service;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(its.settings().timeout);
            SocketAddress local = socket.getLocalSocketAddress();
            SocketAddress remote = socket.getRemoteSocketAddress();
            boolean unidentified = false;
            if (service.settings().behindHaproxy) {
                try {
                    Optional<HaproxyHeader> header = haproxyHeader(its.settings(), socket);
                    local = header.<SocketAddress>map(HaproxyHeader::server).orElse(local);
                    remote = header.<SocketAddress>map(HaproxyHeader::client).orElse(remote);
                } catch (HaproxyHeader.MalformedHeaderException e) {
                    warn(String.valueOf(e.getMessage()));
                    unidentified = true;
                }
            }
            run(
                    its,
                    peer(local, remote, unidentified),
                    new Wire(socket.getInputStream(), socket.getOutputStream()),
                    connection);
        } catch (IOException e) {
            service.log().info(service.settings().program, "lost connection after CONNECT: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stress.end();
            ended(connection);
            processes.release();
        }
    }

    private Peer peer(SocketAddress local, SocketAddress remote, boolean unidentified) throws InterruptedException {
        if (!(local instanceof InetSocketAddress here && remote instanceof InetSocketAddress there)) {
            return Peer.overUnix(service.settings().ipv4, unidentified);
        }
        ClientNames.Found client = names.find(there);
        if (!client.warning().isEmpty()) {
            service.log().warning(service.settings().program, client.warning());
        }
        return new Peer(
                client.facts(),
                Integer.toString(there.getPort()),
                ClientNames.text(here.getAddress()),
                Integer.toString(here.getPort()),
                false,
                unidentified);
    }

    private static Optional<HaproxyHeader> haproxyHeader(SmtpdSettings settings, Socket socket) throws IOException {
        socket.setSoTimeout(Math.toIntExact(settings.config
                .get(SmtpdParameters.SMTPD_UPSTREAM_PROXY_TIMEOUT)
                .toMillis()));
        try {
            return HaproxyHeader.read(socket.getInputStream(), settings.ipv6);
        } catch (SocketTimeoutException e) {
            throw new HaproxyHeader.MalformedHeaderException("timeout error");
        } finally {
            socket.setSoTimeout(settings.timeout);
        }
    }

    private static void run(SmtpdService its, Peer peer, Wire wire, Connection connection) {
        SmtpdSettings settings = its.settings();
        if (settings.deadline && !peer.standAlone()) {
            wire.limit(new RequestDeadline(
                    settings.timeout,
                    settings.minDataRate,
                    most -> connection.socket().setSoTimeout(most),
                    System::nanoTime));
        }
        converse(new Session(its, peer, wire, connection));
    }

    private static void converse(Session session) {
        try {
            new SmtpProtocol(session).run();
        } finally {
            session.service.ended(session);
        }
    }

    /**
     * Talks to one client over pipes, without network, restrictions and TLS: {@code sendmail -bs}.
     *
     * @param senders whom the client may name as the sender
     */
    public void serve(InputStream in, OutputStream out, LoginSenders senders) {
        Session session = new Session(service, Peer.STAND_ALONE, new Wire(in, out), new Connection(null));
        session.senders = senders;
        converse(session);
    }

    /**
     * Plays a session without network, with all restrictions. TLS is taken for granted where it is wanted.
     *
     * @param saslUser who has logged in before the first MAIL; empty for nobody
     */
    public void rehearse(ClientFacts client, String saslUser, SmtpScript script) {
        ScriptedConnection talk = new ScriptedConnection(script);
        Peer peer = new Peer(client, "0", "127.0.0.1", "0", false, false);
        Session session = new Session(service, peer, new Wire(talk.input(), talk.output()), new Connection(null));
        if (!saslUser.isEmpty() || service.enforcesTls() || service.wrapperMode()) {
            session.tls = TlsFacts.REHEARSED;
        }
        if (!saslUser.isEmpty()) {
            session.saslUsername = saslUser;
            session.saslMethod = "PLAIN";
        }
        try {
            new SmtpProtocol(session).run();
            talk.lastWords();
        } finally {
            service.ended(session);
        }
    }

    /**
     * Stops listening. Sessions between two commands get {@code 421}; one that is receiving a message, or that does not notice, is cut off after a
     * short while. What has had its 250 is in the queue.
     */
    @Override
    public void close() {
        services.closing();
        for (SmtpListener listener : listeners()) {
            try {
                listener.close();
            } catch (IOException e) {
                warn("close: " + e.getMessage());
            }
        }
        for (Connection connection : sessions) {
            connection.endInput();
        }
        awaitSessions();
        sessions.forEach(this::closeQuietly);
        names.close();
    }

    /** Waits for the end of all sessions, after the listeners went to another server. */
    public synchronized void awaitEnd() throws InterruptedException {
        while (!sessions.isEmpty()) {
            wait();
        }
    }

    private synchronized void awaitSessions() {
        long deadline = System.nanoTime() + GRACE.toNanos();
        try {
            for (long left = GRACE.toMillis(); left > 0 && !sessions.isEmpty(); ) {
                wait(left);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void ended(Connection connection) {
        sessions.remove(connection);
        notifyAll();
    }

    private void closeQuietly(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            service.log().warning(service.settings().program, "close: " + e.getMessage());
        }
    }
}
