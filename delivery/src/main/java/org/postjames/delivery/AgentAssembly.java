package org.postjames.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.dns.DnsResolver;
import org.postjames.log.MailLog;
import org.postjames.mailbox.MaildirWriter;
import org.postjames.queue.DeliveryAgent;
import org.postjames.rewrite.AddressResolver;
import org.postjames.rewrite.AddressRewriter;
import org.postjames.rewrite.AddressSearch;
import org.postjames.rewrite.Resolved;
import org.postjames.rewrite.RewriteContext;
import org.postjames.smtp.client.ClientConfig;
import org.postjames.smtp.client.ClientConfig.Protocol;
import org.postjames.smtp.client.SessionNotices;
import org.postjames.smtp.client.SmtpClient;
import org.postjames.table.LookupTable;
import org.postjames.table.Maps;
import org.postjames.table.TableName;
import org.postjames.table.Tables;

/** Makes the agents of one configuration snapshot from its parameters, tables and master.cf services. */
public final class AgentAssembly {
    private static final Set<String> FILE_TYPES =
            Set.of("hash", "btree", "lmdb", "cdb", "dbm", "sdbm", "texthash", "regexp", "pcre", "cidr");

    private final PostfixConfig config;
    private final Tables tables;
    private final AddressResolver resolver;
    private final UserDatabase users;
    private final UserRights rights;
    private final MailLog log;
    private final Clock clock;

    public AgentAssembly(
            PostfixConfig config, Tables tables, UserDatabase users, UserRights rights, MailLog log, Clock clock) {
        this.config = config;
        this.tables = tables;
        this.resolver = new AddressResolver(config, tables);
        this.users = users;
        this.rights = rights;
        this.log = log;
        this.clock = clock;
    }

    /** All agents. Closing them ends idle connections; the rights are the caller's to close. */
    public DeliveryAgents all(MaildirWriter maildirs, Forwarding forwarding, SessionNotices notices, DnsResolver dns) {
        VirtualAgent virtual = virtual(maildirs);
        Map<String, SmtpAgent> smtp = smtp(notices, dns);
        Map<String, PipeAgent> pipe = pipe();
        PassedDelivery passing = new PassedDelivery(targets(virtual, smtp, pipe), log);
        return new DeliveryAgents(local(maildirs, forwarding, passing), virtual, smtp, pipe, log);
    }

    /** Whom local(8) can pass mail to, by the service's name. */
    private Map<String, PassedDelivery.Target> targets(
            VirtualAgent virtual, Map<String, SmtpAgent> smtp, Map<String, PipeAgent> pipe) {
        Map<String, PassedDelivery.Target> targets = new HashMap<>();
        for (MasterService service : config.services()) {
            String name = service.name();
            if (!service.type().equals("unix")) {
                continue;
            }
            DeliveryAgent agent =
                    switch (service.command()) {
                        case "virtual" -> virtual::deliver;
                        case "smtp", "lmtp" -> Objects.requireNonNull(smtp.get(name))::deliver;
                        case "pipe" -> Objects.requireNonNull(pipe.get(name))::deliver;
                        case "error" -> new ErrorAgent(name, log)::deliver;
                        case "discard" -> new DiscardAgent()::deliver;
                        // Postfix differs: local(8) may pass mail to a local service, because it cannot know; it would
                        // come round until no process is left
                        default -> null;
                    };
            if (agent != null) {
                targets.put(name, new PassedDelivery.Target(program(config.forService(service), service), agent));
            }
        }
        return targets;
    }

    /** main.cf with the {@code -o} settings of the first service that runs this command; there is one agent for all of them. */
    private PostfixConfig configOf(String command) {
        return config.services().stream()
                .filter(service ->
                        service.type().equals("unix") && service.command().equals(command))
                .findFirst()
                .map(config::forService)
                .orElse(config);
    }

    LocalAgent local(MaildirWriter maildirs, Forwarding forwarding, PassedDelivery passing) {
        PostfixConfig its = configOf("local");
        List<AliasTable> aliases = new ArrayList<>();
        for (String name : its.get(DeliveryParameters.ALIAS_MAPS)) {
            LookupTable table = tables.open(tables.name(name));
            aliases.add(new AliasTable(table.name().toString(), table::lookup, owner(table.name())));
        }
        AddressRewriter rewriter = new AddressRewriter(config);
        Routing routing = external -> {
            Address address =
                    Address.of(AddressSyntax.unquote822(rewriter.rewriteExternal(RewriteContext.LOCAL, external)));
            Resolved resolved = resolver.resolve(Address.NULL, address);
            return new Routing.Route(resolved.transport(), resolved.recipient(), resolved.error());
        };
        LocalTransports.Maps maps = new LocalTransports.Maps(
                tables.maps(its.get(DeliveryParameters.MAILBOX_TRANSPORT_MAPS), false)::find,
                tables.maps(its.get(DeliveryParameters.FALLBACK_TRANSPORT_MAPS), false)::find,
                tables.maps(its.get(DeliveryParameters.MAILBOX_COMMAND_MAPS), false)::find);
        LocalTransports transports = new LocalTransports(its, maps, passing, log);
        return new LocalAgent(
                its,
                new LocalSettings(
                        aliases,
                        routing,
                        forwarding,
                        users,
                        rights,
                        maildirs,
                        transports,
                        filter(its, DeliveryParameters.LOCAL_DELIVERY_STATUS_FILTER, LocalAgent.PROGRAM)),
                log,
                clock);
    }

    public VirtualAgent virtual(MaildirWriter maildirs) {
        PostfixConfig its = configOf("virtual");
        AddressSearch search = resolver.search();
        return new VirtualAgent(
                its,
                new VirtualAgent.VirtualTables(
                        search(search, its.get(GlobalParameters.VIRTUAL_MAILBOX_MAPS)),
                        search(search, its.get(DeliveryParameters.VIRTUAL_UID_MAPS)),
                        search(search, its.get(DeliveryParameters.VIRTUAL_GID_MAPS))),
                maildirs,
                rights,
                filter(its, DeliveryParameters.VIRTUAL_DELIVERY_STATUS_FILTER, "virtual"),
                log,
                clock);
    }

    private StatusFilter filter(PostfixConfig its, Parameter<String> parameter, String program) {
        return StatusFilter.of(parameter.name(), tables.maps(its.get(parameter)), log, program);
    }

    private AddressTable search(AddressSearch search, String parameterValue) {
        Maps maps = tables.maps(parameterValue, false); // dict.h: DICT_FLAG_NO_REGSUB, strangers choose the address
        return address -> search.find(maps, address).map(AddressSearch.Found::value);
    }

    /** One agent for each service of type {@code unix} whose command is {@code smtp} or {@code lmtp}. */
    private Map<String, SmtpAgent> smtp(SessionNotices notices, DnsResolver dns) {
        Map<String, SmtpAgent> agents = new HashMap<>();
        SmtpWorld world = new SmtpWorld(notices, dns, ownAddresses());
        for (MasterService service : config.services()) {
            Optional<Protocol> protocol = Protocol.of(service.command());
            if (service.type().equals("unix") && protocol.isPresent()) {
                agents.put(service.name(), smtp(service, protocol.get(), world));
            }
        }
        return Map.copyOf(agents);
    }

    private record SmtpWorld(SessionNotices notices, DnsResolver dns, Set<InetAddress> own) {}

    private SmtpAgent smtp(MasterService service, Protocol protocol, SmtpWorld world) {
        PostfixConfig its = config.forService(service);
        String program = program(its, service);
        ClientConfig client = new ClientConfig(its, protocol);
        return new SmtpAgent(
                new SmtpClient(
                        client, world.dns(), tables, world.notices(), world.own()::contains, log, program, clock),
                ClientFlags.of(service.arguments(), its, protocol, text -> log.warning(program, text)),
                filter(
                        its,
                        protocol == Protocol.LMTP
                                ? DeliveryParameters.LMTP_DELIVERY_STATUS_FILTER
                                : DeliveryParameters.SMTP_DELIVERY_STATUS_FILTER,
                        program),
                log,
                program);
    }

    /** One agent for each service of type {@code unix} whose command is {@code pipe}. */
    public Map<String, PipeAgent> pipe() {
        Map<String, PipeAgent> agents = new HashMap<>();
        for (MasterService service : config.services()) {
            if (service.type().equals("unix") && service.command().equals("pipe")) {
                PostfixConfig its = config.forService(service);
                agents.put(
                        service.name(),
                        new PipeAgent(
                                its,
                                service,
                                users,
                                rights,
                                filter(its, DeliveryParameters.PIPE_DELIVERY_STATUS_FILTER, program(its, service)),
                                log,
                                program(its, service),
                                clock));
            }
        }
        return Map.copyOf(agents);
    }

    private String program(PostfixConfig its, MasterService service) {
        String name = its.get(GlobalParameters.SYSLOG_NAME);
        return name.equals(config.get(GlobalParameters.SYSLOG_NAME))
                ? service.command()
                : name + "/" + service.command();
    }

    /** Who may have written an alias file: what it names runs with that user's rights, unless it is root. */
    private static OptionalInt owner(TableName table) {
        if (!FILE_TYPES.contains(table.type())) {
            return OptionalInt.empty();
        }
        for (String suffix : List.of(".lmdb", ".db", "")) {
            try {
                if (Files.getAttribute(Path.of(table.name() + suffix), "unix:uid") instanceof Integer uid) {
                    return uid == LocalState.ROOT ? OptionalInt.empty() : OptionalInt.of(uid);
                }
            } catch (IOException e) {
                continue; // not in this form
            }
        }
        return OptionalInt.empty();
    }

    private Set<InetAddress> ownAddresses() {
        Set<InetAddress> own = new HashSet<>();
        List<String> names = new ArrayList<>(config.get(GlobalParameters.INET_INTERFACES));
        names.addAll(config.get(DeliveryParameters.PROXY_INTERFACES));
        for (String name : names) {
            try {
                switch (name) {
                    case "all" ->
                        NetworkInterface.networkInterfaces()
                                .flatMap(NetworkInterface::inetAddresses)
                                .forEach(own::add);
                    case "loopback-only" -> own.addAll(List.of(InetAddress.getAllByName("localhost")));
                    default ->
                        own.addAll(List.of(InetAddress.getAllByName(
                                name.startsWith("[") ? name.replaceAll("[\\[\\]]", "") : name)));
                }
            } catch (SocketException | UnknownHostException e) {
                log.warning("smtp", "inet_interfaces or proxy_interfaces: " + name + ": " + e.getMessage());
            }
        }
        return Set.copyOf(own);
    }
}
