package org.postjames.server;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.adapter.mailbox.UserRepositoryAuthenticator;
import org.apache.james.core.Username;
import org.apache.james.mailbox.Authorizator;
import org.jspecify.annotations.Nullable;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.mailbox.james.MaildirMailboxes;
import org.postjames.mailbox.james.MaildirStore;
import org.postjames.server.james.JamesModule;
import org.postjames.server.james.NoMetrics;
import org.postjames.server.mailaccess.AccessLimits;
import org.postjames.server.mailaccess.Listener;
import org.postjames.server.mailaccess.Listener.Certificate;
import org.postjames.server.mailaccess.Listener.Protocol;
import org.postjames.server.mailaccess.MailAccess;
import org.postjames.server.mta.PasswdAuthenticator;
import org.postjames.server.users.FailedLogins;
import org.postjames.server.users.PasswdFile;
import org.postjames.server.users.TokenIntrospection;
import org.postjames.server.users.Users;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.table.NetworkList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** The mailboxes, IMAP and POP3 of one configuration. */
final class MailReading implements AutoCloseable {
    /** Users without a passwd-file: mailets may still ask for them, and find none. */
    private static final Path NO_USERS = Path.of("/dev/null");

    /** What makes a difference here; users and tables are read anew when their files change. */
    private static final List<Parameter<?>> SETTINGS = List.of(
            ServerParameters.POSTJAMES_PASSWD_FILE,
            ServerParameters.POSTJAMES_IMAP_LISTEN,
            ServerParameters.POSTJAMES_IMAPS_LISTEN,
            ServerParameters.POSTJAMES_POP3_LISTEN,
            ServerParameters.POSTJAMES_POP3S_LISTEN,
            ServerParameters.POSTJAMES_TLS_CERT_FILE,
            ServerParameters.POSTJAMES_TLS_KEY_FILE,
            ServerParameters.POSTJAMES_LOGIN_LITERAL_LIMIT,
            ServerParameters.POSTJAMES_LOGIN_CONNECTION_LIMIT,
            ServerParameters.POSTJAMES_LOGIN_CONNECTION_COUNT_LIMIT,
            ServerParameters.POSTJAMES_LOGIN_FAILURE_DELAY,
            ServerParameters.POSTJAMES_LOGIN_FAILURE_LIMIT,
            ServerParameters.ANVIL_RATE_TIME_UNIT,
            ServerParameters.SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS,
            ServerParameters.POSTJAMES_OAUTH2_INTROSPECTION_URL,
            ServerParameters.POSTJAMES_OAUTH2_CLIENT_FILE,
            ServerParameters.POSTJAMES_OAUTH2_USERNAME_CLAIM,
            ServerParameters.POSTJAMES_OAUTH2_SCOPE,
            UserMaildirs.VIRTUAL_MAILBOX_BASE,
            UserMaildirs.HOME_MAILBOX,
            UserMaildirs.MAIL_SPOOL_DIRECTORY,
            GlobalParameters.INET_INTERFACES,
            GlobalParameters.INET_PROTOCOLS,
            GlobalParameters.MYDESTINATION,
            GlobalParameters.VIRTUAL_MAILBOX_DOMAINS,
            GlobalParameters.VIRTUAL_MAILBOX_MAPS,
            GlobalParameters.VIRTUAL_ALIAS_DOMAINS,
            GlobalParameters.RELAY_DOMAINS);

    private final PostfixConfig config;
    private final MailLog log;
    private final Users users;
    private final MaildirStore store;
    private final Tables tables;
    private final List<Object> settings;
    private MaildirMailboxes.@Nullable Running mailboxes;
    private Optional<Injector> prepared = Optional.empty();
    private Optional<MailAccess> access = Optional.empty();

    private MailReading(PostfixConfig config, Users users, PasswdFile file, Tables tables, MailLog log) {
        this.config = config;
        this.log = log;
        this.users = users;
        this.tables = tables;
        this.store = new MaildirStore(new UserMaildirs(config, users, file, tables));
        this.settings = settings(config);
    }

    static MailReading of(PostfixConfig config, MailLog log) {
        String named = config.get(ServerParameters.POSTJAMES_PASSWD_FILE);
        if (named.isEmpty()) {
            log.info("master", "postjames_passwd_file is not set: nobody can log in, IMAP and POP3 are not served");
        }
        PasswdFile file =
                new PasswdFile(named.isEmpty() ? NO_USERS : config.directory().resolve(named));
        Tables tables = Tables.of(config, log);
        return new MailReading(config, new Users(file, failedLogins(config, tables, log)), file, tables, log);
    }

    private static FailedLogins failedLogins(PostfixConfig config, Tables tables, MailLog log) {
        NetworkList exceptions = new NetworkList(
                ServerParameters.SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS.name(),
                config.get(ServerParameters.SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS),
                config,
                tables);
        FailedLogins.Rule rule = new FailedLogins.Rule(
                config.get(ServerParameters.POSTJAMES_LOGIN_FAILURE_DELAY),
                config.get(ServerParameters.POSTJAMES_LOGIN_FAILURE_LIMIT),
                config.get(ServerParameters.ANVIL_RATE_TIME_UNIT));
        return new FailedLogins(
                rule,
                client -> {
                    try {
                        return exceptions.matches("unknown", client);
                    } catch (TableUnavailableException e) {
                        log.warning("smtpd", String.valueOf(e.getMessage()));
                        return false;
                    }
                },
                System::nanoTime,
                Thread::sleep);
    }

    /** Whether it would be the same under another snapshot: then its sessions can go on. A renewed certificate makes a difference. */
    boolean serves(PostfixConfig other) {
        return settings.equals(settings(other));
    }

    private static List<Object> settings(PostfixConfig config) {
        List<Object> values = new ArrayList<>();
        SETTINGS.forEach(parameter -> values.add(config.get(parameter)));
        certificate(config).ifPresent(pem -> {
            values.add(pem);
            values.add(pem.chain().toFile().lastModified());
            values.add(pem.key().toFile().lastModified());
        });
        return values;
    }

    private boolean hasUsers() {
        return !config.get(ServerParameters.POSTJAMES_PASSWD_FILE).isEmpty();
    }

    /** Who may use SMTP AUTH. */
    SaslAuthenticator authenticator() {
        return hasUsers() ? new PasswdAuthenticator(users, tokens(), log) : SaslAuthenticator.NONE;
    }

    private Optional<TokenIntrospection> tokens() {
        try {
            return TokenIntrospection.of(config);
        } catch (IOException e) {
            log.warning("smtpd", ServerParameters.POSTJAMES_OAUTH2_INTROSPECTION_URL.name() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Who is told of deliveries, so that waiting clients see them at once. */
    MaildirEvents events() {
        return hasUsers() ? store : MaildirEvents.NONE;
    }

    /** A new injector of James's over the same users and mailboxes. */
    Injector newInjector() throws IOException {
        return Guice.createInjector(Stage.DEVELOPMENT, new JamesModule(config.directory(), users, mailboxes()));
    }

    /** Made when first needed: SMTP and the queue begin to work without. */
    private synchronized MaildirMailboxes.Running mailboxes() throws IOException {
        MaildirMailboxes.@Nullable Running open = mailboxes;
        if (open == null) {
            open = MaildirMailboxes.open(
                    store,
                    new UserRepositoryAuthenticator(users),
                    (Username user, Username other) -> Authorizator.AuthorizationState.FORBIDDEN,
                    new NoMetrics(),
                    Clock.systemUTC());
            mailboxes = open;
        }
        return open;
    }

    /** Does what takes long about {@link #open}, without opening anything. */
    void prepare() throws IOException {
        if (hasUsers()) {
            Injector injector = newInjector();
            MailAccess.warm(injector);
            prepared = Optional.of(injector);
        }
    }

    /** @return the listeners that are open */
    List<String> open(int portOffset) throws IOException {
        if (!hasUsers()) {
            return List.of();
        }
        ListenAddresses addresses = new ListenAddresses(config, portOffset);
        Optional<Certificate> certificate = certificate(config);
        List<Listener> wanted = new ArrayList<>();
        add(wanted, ServerParameters.POSTJAMES_IMAP_LISTEN, Protocol.IMAP, false, certificate, addresses);
        add(wanted, ServerParameters.POSTJAMES_IMAPS_LISTEN, Protocol.IMAP, true, certificate, addresses);
        add(wanted, ServerParameters.POSTJAMES_POP3_LISTEN, Protocol.POP3, false, certificate, addresses);
        add(wanted, ServerParameters.POSTJAMES_POP3S_LISTEN, Protocol.POP3, true, certificate, addresses);
        if (wanted.isEmpty()) {
            return List.of();
        }
        AccessLimits limits = new AccessLimits(
                literalLimit(),
                config.get(ServerParameters.POSTJAMES_LOGIN_CONNECTION_LIMIT),
                config.get(ServerParameters.POSTJAMES_LOGIN_CONNECTION_COUNT_LIMIT));
        MailAccess opening = new MailAccess(prepared.isPresent() ? prepared.get() : newInjector(), limits);
        access = Optional.of(opening);
        List<String> open = new ArrayList<>();
        for (Listener listener : wanted) {
            for (InetSocketAddress address : opening.open(listener)) {
                String name = listener.protocol().name() + (listener.implicitTls() ? "S" : "");
                open.add(name + " " + address.getAddress().getHostAddress() + ":" + address.getPort());
            }
        }
        return open;
    }

    /** James counts literals as int; without a limit a client could fill the disk before it has logged in. */
    private long literalLimit() {
        long limit = config.get(ServerParameters.POSTJAMES_LOGIN_LITERAL_LIMIT);
        return limit <= 0 || limit > Integer.MAX_VALUE ? Integer.MAX_VALUE : limit;
    }

    private void add(
            List<Listener> wanted,
            Parameter<List<String>> parameter,
            Protocol protocol,
            boolean implicitTls,
            Optional<Certificate> certificate,
            ListenAddresses addresses)
            throws IOException {
        List<InetSocketAddress> sockets = new ArrayList<>();
        for (String service : config.get(parameter)) {
            sockets.addAll(addresses.of(service));
        }
        if (sockets.isEmpty()) {
            return;
        }
        if (implicitTls && certificate.isEmpty()) {
            log.warning(
                    "master",
                    parameter.name() + ": no service, because there is no certificate: set postjames_tls_cert_file or"
                            + " smtpd_tls_cert_file");
            return;
        }
        wanted.add(new Listener(protocol, sockets, implicitTls, certificate));
    }

    private static Optional<Certificate> certificate(PostfixConfig config) {
        String chain = config.get(ServerParameters.POSTJAMES_TLS_CERT_FILE);
        String key = config.get(ServerParameters.POSTJAMES_TLS_KEY_FILE);
        if (chain.isEmpty() || chain.equals("none")) {
            return Optional.empty();
        }
        return Optional.of(new Certificate(
                config.directory().resolve(chain), config.directory().resolve(key.isEmpty() ? chain : key)));
    }

    @Override
    public synchronized void close() throws IOException {
        access.ifPresent(MailAccess::close);
        MaildirMailboxes.@Nullable Running open = mailboxes;
        if (open != null) {
            open.close();
        }
        tables.close();
    }
}
