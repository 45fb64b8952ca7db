package org.postjames.rewrite;

import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** relayhost and default_transport, and the tables by which a sender has others. An answer {@code DUNNO} ends the search without one. */
final class SenderDependentRoutes {
    private final AddressSearch search;
    private final Maps relayhostMaps;
    private final Maps transportMaps;
    private final Address nullRelayhostKey;
    private final Address nullTransportKey;
    private final String relayhost;
    private final String defaultTransport;
    private final Consumer<String> warnings;

    SenderDependentRoutes(PostfixConfig config, Tables tables, AddressSearch search) {
        this.search = search;
        this.warnings = tables.warnings();
        this.relayhostMaps = tables.maps(config.get(RewriteParameters.SENDER_DEPENDENT_RELAYHOST_MAPS))
                .named("sender_dependent_relayhost_maps");
        this.transportMaps = tables.maps(config.get(RewriteParameters.SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS))
                .named("sender_dependent_default_transport_maps");
        this.nullRelayhostKey = Address.of(config.get(RewriteParameters.EMPTY_ADDRESS_RELAYHOST_MAPS_LOOKUP_KEY));
        this.nullTransportKey =
                Address.of(config.get(RewriteParameters.EMPTY_ADDRESS_DEFAULT_TRANSPORT_MAPS_LOOKUP_KEY));
        this.relayhost = config.get(RewriteParameters.RELAYHOST);
        this.defaultTransport = config.get(RewriteParameters.DEFAULT_TRANSPORT);
    }

    String nexthop(Address sender, String domain) throws TableUnavailableException {
        Address key = sender.isNull() ? nullRelayhostKey : sender;
        return answer(RewriteParameters.SENDER_DEPENDENT_RELAYHOST_MAPS.name(), relayhostMaps, key)
                .orElse(relayhost.isEmpty() ? domain : relayhost);
    }

    /** @param parameter who says so, for messages */
    record Transport(String text, String parameter) {}

    Transport defaultTransport(Address sender) throws TableUnavailableException {
        Address key = sender.isNull() ? nullTransportKey : sender;
        return answer(RewriteParameters.SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS.name(), transportMaps, key)
                .map(text -> new Transport(text, RewriteParameters.SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS.name()))
                .orElse(new Transport(defaultTransport, RewriteParameters.DEFAULT_TRANSPORT.name()));
    }

    private Optional<String> answer(String parameter, Maps maps, Address key) throws TableUnavailableException {
        Optional<String> found =
                search.findOrWarn(parameter, maps, key, warnings).map(AddressSearch.Found::value);
        return found.filter(value -> !value.isBlank() && !value.equalsIgnoreCase("DUNNO"));
    }
}
