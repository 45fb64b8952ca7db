package org.postjames.smtp.client;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postjames.access.DebugPeers;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.dns.DnsResolver;
import org.postjames.log.MailLog;
import org.postjames.smtp.client.MailServers.Server;
import org.postjames.smtp.client.tls.ClientTls;
import org.postjames.smtp.client.tls.InvalidPolicyException;
import org.postjames.smtp.client.tls.SecurityLevel;
import org.postjames.smtp.client.tls.TlsPolicies;
import org.postjames.smtp.client.tls.TlsPolicy;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * Sends messages to other hosts by SMTP, for one master.cf service ({@code smtp}, {@code relay}). Safe for any number of threads, each of which sends one
 * message at a time. Connections are kept and used again. // smtp(8), smtp_connect.c: smtp_connect_inet()
 */
public final class SmtpClient implements AutoCloseable {
    private static final int LOOP_PORT = 25;
    private static final String UNIX = "unix:";
    private static final String INET = "inet:";

    private final ClientConfig config;
    private final MailLog log;
    private final String program;
    private final Clock clock;
    private final MailServerLookup servers;
    private final Connector connector;
    private final Handshake handshake;
    private final OutputConversion conversion;
    private final ConnectionCache cache;
    private final WriteWatch watch = new WriteWatch();
    private final TlsPolicies policies;

    /**
     * @param notices sessions that went wrong
     * @param isOwn whether an address is this host's: mail does not loop back to it
     * @param program the log's program: {@code smtp}, or a whole tag {@code postfix/relay/smtp}
     */
    public SmtpClient(
            ClientConfig config,
            DnsResolver dns,
            Tables tables,
            SessionNotices notices,
            Predicate<InetAddress> isOwn,
            MailLog log,
            String program,
            Clock clock) {
        this.config = config;
        SessionTables asked = new SessionTables(config, tables, log, program);
        DebugPeers debugPeers = new DebugPeers(config.all(), tables, log, program);
        this.connector = new Connector(config, asked, debugPeers, notices, log, program);
        this.log = log;
        this.program = program;
        this.clock = clock;
        this.policies = new TlsPolicies(config, tables, text -> log.warning(program, text));
        this.servers = new MailServerLookup(config, dns, isOwn, log, program);
        this.handshake = new Handshake(
                config, new ClientTls(config, log, program), tables.maps(config.passwordMaps())::find, log, program);
        this.conversion = new OutputConversion(config, tables, log, program);
        this.cache = new ConnectionCache(config.get(SmtpClientParameters.SMTP_CONNECTION_CACHE_TIME_LIMIT)
                .toNanos());
    }

    /** An address as the other side sees it: {@code smtp_generic_maps}. */
    public Address external(Address address) throws TableUnavailableException {
        return conversion.mapped(address);
    }

    /**
     * Tries the servers of the next hop until every recipient has its verdict.
     *
     * @return one result per recipient, in order
     * @throws InterruptedException when the thread was interrupted; nothing is known then
     */
    public List<OutgoingResult> deliver(OutgoingMail mail) throws InterruptedException {
        Attempt attempt = new Attempt(mail, config.get(GlobalParameters.SOFT_BOUNCE), log, program);
        if (config.isLmtp() && mail.nexthop().startsWith(UNIX)) {
            tryLocal(attempt, mail.nexthop().substring(UNIX.length()));
            return finished(attempt, attempt.why);
        }
        List<String> sites = new ArrayList<>(List.of(destination(mail).split("[, \t]+")));
        int own = sites.size();
        sites.addAll(config.get(SmtpClientParameters.SMTP_FALLBACK_RELAY));
        int tried = 0;
        for (boolean last = false; tried < sites.size() && !last && !attempt.isDone(); tried++) {
            last = tried + 1 == sites.size();
            try {
                last |= trySite(attempt, sites.get(tried), last);
            } catch (IllegalArgumentException e) {
                log.warning(program, String.valueOf(e.getMessage()));
                attempt.why = Trouble.local("4.3.5", "mail system configuration error");
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while delivering " + mail.queueId());
            }
        }
        return attempt.isDone()
                ? attempt.results()
                : finished(attempt, finalTrouble(attempt.why, tried > own, sites.getFirst()));
    }

    private String destination(OutgoingMail mail) {
        String nexthop = mail.nexthop().strip();
        return config.isLmtp() && nexthop.startsWith(INET) ? nexthop.substring(INET.length()) : nexthop;
    }

    private static List<OutgoingResult> finished(Attempt attempt, Trouble why) {
        if (!attempt.isDone()) {
            attempt.finalServer = true;
            attempt.left();
            attempt.allFailed(null, why);
        }
        return attempt.results();
    }

    /** A destination that the administrator chose is never a reason to bounce. */
    private Trouble finalTrouble(Trouble why, boolean fallback, String first) {
        if (!why.isKnown()) {
            return Trouble.local("4.3.0", "server unavailable or unable to receive mail");
        }
        boolean relayhost = !config.isLmtp() && first.equals(config.get(SmtpClientParameters.RELAYHOST));
        if (!why.isSoft() && (fallback || relayhost)) {
            log.warning(program, (fallback ? "smtp_fallback_relay" : "relayhost") + " configuration problem");
            return new Trouble("4.3.5", why.reason(), why.remoteMta(), why.diagnostic());
        }
        return why;
    }

    /** @return whether no further site may be tried */
    private boolean trySite(Attempt attempt, String site, boolean lastSite) {
        Destination destination = Destination.parse(site, config.get(SmtpClientParameters.SMTP_TCP_PORT));
        boolean caching = isCached(destination);
        String key = site.toLowerCase(Locale.ROOT);
        InetAddress used = null;
        int sessions = 0;
        if (caching) {
            SmtpConnection idle = reuse(attempt, key, site, lastSite);
            if (attempt.isDone()) {
                return true;
            }
            if (idle != null) {
                used = idle.inetAddress();
                sessions = 1;
            }
        }
        boolean detectLoops = !config.isLmtp() && destination.port() == LOOP_PORT;
        MailServers found = !config.isLmtp() && servers.dnsEnabled() && !destination.literal()
                ? servers.domain(destination.host(), detectLoops)
                : servers.host(destination.host(), detectLoops);
        boolean last = lastSite || found.isMe();
        if (found.trouble().isKnown()) {
            attempt.why = found.trouble();
        }
        tryServers(attempt, destination, found.servers(), new Site(key, caching, last, detectLoops, used, sessions));
        return last;
    }

    private record Site(
            String key,
            boolean caching,
            boolean last,
            boolean detectLoops,
            @Nullable InetAddress used,
            int sessions) {}

    private void tryServers(Attempt attempt, Destination destination, List<Server> list, Site site) {
        int limit = config.get(SmtpClientParameters.SMTP_MX_ADDRESS_LIMIT);
        int sessionLimit = config.get(SmtpClientParameters.SMTP_MX_SESSION_LIMIT);
        int sessions = site.sessions();
        boolean withoutTls = false;
        for (int i = 0; i < list.size() && !attempt.isDone(); i++) {
            Server server = list.get(i);
            boolean lastServer = i + 1 == list.size() || i + 1 == limit;
            if (!server.address().equals(site.used())) {
                TlsPolicy policy =
                        withoutTls ? TlsPolicy.NONE : policy(attempt, destination.text(), server.host(), server.host());
                SmtpConnection connection =
                        policy == null ? null : connector.connect(attempt, server, destination.port());
                if (policy != null && connection != null) {
                    connection.policy = policy;
                    connection.sole = list.size() == 1;
                    connection.queueId = attempt.mail.queueId();
                    attempt.finalServer = site.last() && lastServer;
                    attempt.left();
                    boolean best = server.preference() == list.getFirst().preference();
                    boolean plainRetry = !withoutTls
                            && Duration.between(attempt.mail.arrived(), clock.instant())
                                            .compareTo(config.get(SmtpClientParameters.MINIMAL_BACKOFF_TIME))
                                    >= 0;
                    Handshake.Purpose purpose = new Handshake.Purpose(
                            attempt.mail.nexthop(), destination.host(), site.detectLoops(), best, plainRetry);
                    withoutTls = false;
                    try {
                        handshake.run(connection, purpose);
                        sessions++;
                        lastServer |= sessions == sessionLimit;
                        attempt.finalServer = site.last() && lastServer;
                        transfer(attempt, connection, site.key(), site.caching(), false);
                    } catch (ServerTroubleException e) {
                        withoutTls = e.retryWithoutTls();
                        if (!withoutTls) {
                            attempt.allFailed(connection, e.trouble());
                        }
                        end(connection, e.polite());
                    }
                }
            }
            if (withoutTls) {
                i--;
            } else if (lastServer) {
                return;
            }
        }
    }

    /** @return the connection that was used, or null if there was none */
    private @Nullable SmtpConnection reuse(Attempt attempt, String key, String site, boolean lastSite) {
        for (SmtpConnection idle = cache.take(key); idle != null; idle = cache.take(key)) {
            if (!isStillAllowed(idle, site)) {
                end(idle, true);
                continue;
            }
            attempt.finalServer = lastSite && idle.sole;
            if (transfer(attempt, idle, key, true, true) != Transaction.End.STALE) {
                return idle;
            }
        }
        return null;
    }

    /** The policy tables may have changed while the connection was idle. */
    private boolean isStillAllowed(SmtpConnection idle, String site) {
        try {
            TlsPolicy policy = policies.find(site, idle.host);
            return policy.equals(idle.policy)
                    || idle.inetAddress() == null && policy.level() == SecurityLevel.MAY && !idle.encrypted;
        } catch (InvalidPolicyException e) {
            return false; // a new connection will say so
        }
    }

    /** @return null if the server cannot be used; the attempt knows why */
    private @Nullable TlsPolicy policy(Attempt attempt, String site, String host, String address) {
        try {
            TlsPolicy policy = policies.find(site, host);
            if (config.get(SmtpClientParameters.SMTP_TLS_WRAPPERMODE)
                    && !policy.level().isRequired()) {
                String prefix = config.isLmtp() ? "lmtp" : "smtp";
                log.warning(
                        program,
                        prefix + "_tls_wrappermode requires \"" + prefix
                                + "_tls_security_level = encrypt\" (or stronger)");
                return null;
            }
            return policy;
        } catch (InvalidPolicyException e) {
            log.warning(program, "TLS policy lookup for " + site + "/" + address + ": " + e.reason());
            attempt.why = Trouble.local(e.dsn(), e.reason());
            return null;
        }
    }

    private Transaction.End transfer(
            Attempt attempt, SmtpConnection connection, String key, boolean caching, boolean cached) {
        connection.queueId = attempt.mail.queueId();
        Transaction transaction =
                new Transaction(conversion, connection, attempt, watch, new Transaction.Life(cached, !caching));
        Transaction.End end = transaction.run(() -> log.info(
                program,
                attempt.mail.queueId() + ": breaking line > " + config.get(SmtpClientParameters.SMTP_LINE_LENGTH_LIMIT)
                        + " bytes with <CR><LF>SPACE"));
        if (end != Transaction.End.COMPLETE) {
            connection.close();
            return end;
        }
        connection.uses++;
        if (caching && connection.reusable && !isSpent(connection)) {
            connection.transcript.end();
            cache.put(key, connection);
        } else {
            end(connection, true);
        }
        return end;
    }

    private boolean isSpent(SmtpConnection connection) {
        int count = config.get(SmtpClientParameters.SMTP_CONNECTION_REUSE_COUNT_LIMIT);
        long age = System.nanoTime() - connection.openedNanos;
        return count > 0 && connection.uses >= count
                || age
                        > config.get(SmtpClientParameters.SMTP_CONNECTION_REUSE_TIME_LIMIT)
                                .toNanos();
    }

    private boolean isCached(Destination destination) {
        return isCached(destination.host());
    }

    private boolean isCached(String host) {
        return config.get(SmtpClientParameters.SMTP_CONNECTION_CACHE_ON_DEMAND)
                || config.get(SmtpClientParameters.SMTP_CONNECTION_CACHE_DESTINATIONS).stream()
                        .anyMatch(name -> name.equalsIgnoreCase(host) || name.equalsIgnoreCase("[" + host + "]"));
    }

    /** A Unix-domain socket has no other server that could be tried. // smtp_connect_local() */
    private void tryLocal(Attempt attempt, String path) {
        List<String> fallback = config.get(SmtpClientParameters.SMTP_FALLBACK_RELAY);
        if (!fallback.isEmpty()) {
            log.warning(
                    program,
                    "ignoring \""
                            + config.own(SmtpClientParameters.SMTP_FALLBACK_RELAY)
                                    .name() + " = " + String.join(", ", fallback)
                            + "\" setting for non-TCP connections");
        }
        boolean caching = isCached(path);
        attempt.finalServer = true;
        if (caching) {
            reuse(attempt, path, path, true);
        }
        if (attempt.isDone()) {
            return;
        }
        TlsPolicy policy = policy(attempt, path, config.get(GlobalParameters.MYHOSTNAME), path);
        SmtpConnection connection = policy == null ? null : connector.connect(attempt, path);
        if (policy == null || connection == null) {
            return;
        }
        connection.policy = local(policy);
        attempt.left();
        connection.queueId = attempt.mail.queueId();
        try {
            handshake.run(
                    connection, new Handshake.Purpose(attempt.mail.nexthop(), connection.host, false, true, false));
            transfer(attempt, connection, path, caching, false);
        } catch (ServerTroubleException e) {
            attempt.allFailed(connection, e.trouble());
            end(connection, e.polite());
        }
    }

    private TlsPolicy local(TlsPolicy policy) {
        if (policy.level() != SecurityLevel.MAY) {
            return policy;
        }
        log.warning(
                program,
                "smtp_connect_local: opportunistic TLS encryption is not appropriate for unix-domain destinations.");
        return TlsPolicy.NONE;
    }

    private static void end(SmtpConnection connection, boolean polite) {
        if (polite) {
            ConnectionCache.leave(connection);
        } else {
            connection.close();
        }
    }

    /** Says QUIT to the idle servers. */
    @Override
    public void close() {
        cache.close();
        watch.close();
    }
}
