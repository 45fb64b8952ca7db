package org.postjames.rewrite;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;

/** {@code transport_maps}: overrides transport, next hop or both. // transport(5) */
final class TransportTable {
    private final Maps maps;
    private final AddressSearch search;

    TransportTable(Maps maps, AddressSearch search) {
        this.maps = maps;
        this.search = search;
    }

    Route apply(Address address, Route route) throws TableUnavailableException {
        if (maps.isEmpty()) {
            return route;
        }
        Optional<String> entry = search.findTransport(maps, address);
        if (entry.isEmpty()) {
            // Postfix differs: transport_maps is asked for "*" when nothing else was found, not also at the start,
            // because a table that fails then fails again
            entry = maps.find("*");
        }
        return entry.isEmpty() ? route : changed(entry.get(), address.domain(), route);
    }

    private static Route changed(String entry, String domain, Route route) {
        int colon = entry.indexOf(':');
        String transport = colon < 0 ? entry : entry.substring(0, colon);
        String nexthop = colon < 0 ? "" : entry.substring(colon + 1);
        if (transport.isEmpty()) {
            return nexthop.isEmpty() ? route : new Route(route.transport(), nexthop);
        }
        if (!nexthop.isEmpty()) {
            return new Route(transport, nexthop);
        }
        boolean saysWhy = transport.equals("error") || transport.equals("retry");
        return new Route(transport, saysWhy ? "Address is undeliverable" : domain);
    }
}
