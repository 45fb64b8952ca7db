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
        this.relayhostMaps = tables.maps(config.get(RewriteParameters.SENDER_DEPENDENT_RELAYHOST_MAPS));
        this.transportMaps = tables.maps(config.get(RewriteParameters.SENDER_DEPENDENT_DEFAULT_TRANSPORT_MAPS));
        this.nullRelayhostKey = Address.of(config.get(RewriteParameters.EMPTY_ADDRESS_RELAYHOST_MAPS_LOOKUP_KEY));
        this.nullTransportKey =
                Address.of(config.get(RewriteParameters.EMPTY_ADDRESS_DEFAULT_TRANSPORT_MAPS_LOOKUP_KEY));
        this.relayhost = config.get(RewriteParameters.RELAYHOST);
        this.defaultTransport = config.get(RewriteParameters.DEFAULT_TRANSPORT);
    }

    String nexthop(Address sender, String domain) throws TableUnavailableException {
        Address key = sender.isNull() ? nullRelayhostKey : sender;
        return answer(relayhostMaps, key).orElse(relayhost.isEmpty() ? domain : relayhost);
    }

    String defaultTransport(Address sender) throws TableUnavailableException {
        Address key = sender.isNull() ? nullTransportKey : sender;
        return answer(transportMaps, key).orElse(defaultTransport);
    }

    private Optional<String> answer(Maps maps, Address key) throws TableUnavailableException {
        Optional<String> found = search.find(maps, key).map(AddressSearch.Found::value);
        if (found.isPresent() && found.get().isBlank()) {
            warnings.accept("ignoring null lookup result for " + key);
        }
        return found.filter(value -> !value.isBlank() && !value.equalsIgnoreCase("DUNNO"));
    }
}
