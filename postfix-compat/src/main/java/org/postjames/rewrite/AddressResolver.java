package org.postjames.rewrite;

import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.table.HostAddress;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;
import org.postjames.table.Utf8Text;

/** Decides by which transport, and to which next hop, the mail for a recipient goes. // trivial-rewrite(8): resolve.c */
public final class AddressResolver {
    private static final String BAD_SYNTAX = "5.1.3 bad address syntax";

    private final PostfixConfig config;
    private final Consumer<String> warnings;
    private final LocalRouting localRouting;
    private final AddressClasses classes;
    private final AddressSearch search;
    private final TransportTable transportTable;
    private final SenderDependentRoutes senderRoutes;
    private final Maps relocatedMaps;
    private final boolean smtputf8;
    private final boolean numericDomain;
    private final boolean minUser;

    /** One that logs where a domain is completed only because of {@code compatibility_level}. */
    public AddressResolver(PostfixConfig config, Tables tables, MailLog log) {
        this(config, tables, Optional.of(log));
    }

    /** One that tells nobody. */
    public AddressResolver(PostfixConfig config, Tables tables) {
        this(config, tables, Optional.empty());
    }

    private AddressResolver(PostfixConfig config, Tables tables, Optional<MailLog> log) {
        this.config = config;
        this.warnings = tables.warnings();
        LocalDomains localDomains = new LocalDomains(config, tables);
        this.localRouting = new LocalRouting(
                config,
                localDomains,
                log.map(told -> new AddressRewriter(config, this, told)).orElseGet(() -> new AddressRewriter(config)));
        this.classes = new AddressClasses(config, tables, localDomains);
        this.search = new AddressSearch(config, localDomains);
        this.transportTable = new TransportTable(
                tables.maps(config.get(RewriteParameters.TRANSPORT_MAPS), false).named("transport_maps"), search);
        this.senderRoutes = new SenderDependentRoutes(config, tables, search);
        this.relocatedMaps =
                tables.maps(config.get(RewriteParameters.RELOCATED_MAPS)).named("relocated_maps");
        this.smtputf8 = config.get(RewriteParameters.SMTPUTF8_ENABLE);
        this.numericDomain = config.get(RewriteParameters.RESOLVE_NUMERIC_DOMAIN);
        this.minUser = config.get(RewriteParameters.ALLOW_MIN_USER);
    }

    /** The class of a bare domain. */
    public AddressClass addressClass(String domain) throws TableUnavailableException {
        return classes.of(domain);
    }

    /**
     * @param sender the envelope sender, for sender-dependent routes; the null address if there is none
     * @param recipient in internal form; need not be complete
     * @throws TableUnavailableException if a table that decides about it cannot answer
     */
    public Resolved resolve(Address sender, Address recipient) throws TableUnavailableException {
        Address address = recipient;
        boolean local;
        if (isPlain(recipient)) {
            local = classes.localDomains().contains(recipient.domain());
        } else {
            LocalRouting.Result stripped = localRouting.strip(recipient);
            address = Address.of(stripped.internal());
            local = stripped.local();
            if (smtputf8 && !Utf8Text.isValid(address.toString())) {
                return bad(address, AddressClass.DEFAULT);
            }
            if (!isHostname(address.domain())) {
                Optional<HostAddress> bare = HostNames.address(address.domain());
                if (numericDomain && bare.isPresent()) {
                    address = new Address(address.localPart(), "[" + address.domain() + "]");
                    local = classes.localDomains().contains(address.domain());
                } else if (HostNames.literal(address.domain()).isEmpty()) {
                    String flaw = LiteralFlaw.of(address.domain());
                    if (!flaw.isEmpty()) {
                        warnings.accept(flaw);
                    }
                    return bad(address, AddressClass.DEFAULT);
                }
            }
        }
        Resolved routed = route(sender, address, local);
        return !minUser && address.localPart().startsWith("-") ? bad(address, routed.addressClass()) : routed;
    }

    private boolean isPlain(Address address) {
        return AddressSyntax.isPlain(address.localPart())
                && address.localPart().indexOf('@') < 0
                && AddressSyntax.isPlain(address.domain())
                && HostNames.isHostname(address.domain());
    }

    // valid_utf8_hostname.c
    private boolean isHostname(String domain) {
        boolean ascii = domain.chars().allMatch(c -> c < 128);
        return smtputf8 && !ascii ? MidnaDomain.toAscii(domain, warnings).isPresent() : HostNames.isHostname(domain);
    }

    private static Resolved bad(Address address, AddressClass addressClass) {
        return new Resolved("error", BAD_SYNTAX, address, addressClass, false, Optional.of(BAD_SYNTAX));
    }

    private Resolved route(Address sender, Address address, boolean local) throws TableUnavailableException {
        String domain = address.domain();
        AddressClass addressClass = local ? classes.local(domain) : classes.remote(domain);
        Route route = initialRoute(addressClass, sender, domain);
        if (addressClass != AddressClass.VIRTUAL_ALIAS) {
            route = transportTable.apply(address, route);
        }
        Optional<AddressSearch.Found> moved =
                search.findOrWarn(RewriteParameters.RELOCATED_MAPS.name(), relocatedMaps, address, warnings);
        if (moved.isPresent()) {
            route = new Route("error", "5.1.6 User has moved to " + moved.get().value());
        }
        String text = address.localPart();
        boolean routed = text.indexOf('@') >= 0 || text.indexOf('!') >= 0 || text.indexOf('%') >= 0;
        return new Resolved(route.transport(), route.nexthop(), address, addressClass, routed, Optional.empty());
    }

    private Route initialRoute(AddressClass addressClass, Address sender, String domain)
            throws TableUnavailableException {
        return switch (addressClass) {
            case LOCAL -> Route.of(config.get(RewriteParameters.LOCAL_TRANSPORT), domain, "local_transport", config);
            case VIRTUAL_ALIAS ->
                new Route(
                        "error",
                        "5.1.1 User unknown"
                                + (config.get(RewriteParameters.SHOW_USER_UNKNOWN_TABLE_NAME)
                                        ? " in virtual alias table"
                                        : ""));
            case VIRTUAL_MAILBOX ->
                Route.of(config.get(RewriteParameters.VIRTUAL_TRANSPORT), domain, "virtual_transport", config);
            case RELAY ->
                Route.of(
                        config.get(RewriteParameters.RELAY_TRANSPORT),
                        senderRoutes.nexthop(sender, domain),
                        "relay_transport",
                        config);
            case DEFAULT -> {
                SenderDependentRoutes.Transport transport = senderRoutes.defaultTransport(sender);
                yield Route.of(transport.text(), senderRoutes.nexthop(sender, domain), transport.parameter(), config);
            }
        };
    }

    /** The address's search order, for others that ask the same tables. */
    public AddressSearch search() {
        return search;
    }
}
