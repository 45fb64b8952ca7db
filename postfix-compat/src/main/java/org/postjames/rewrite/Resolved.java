package org.postjames.rewrite;

import java.util.Optional;
import org.postjames.address.Address;

/**
 * Where the mail for a recipient goes.
 *
 * @param transport the master.cf service
 * @param nexthop the destination; for {@code error} and {@code retry} the status code and text
 * @param recipient the address without local routing: {@code user%remote@here} has become {@code user@remote}
 * @param routed whether the local part still says {@code @ ! %}: another host might relay it // RESOLVE_FLAG_ROUTED
 * @param error what is wrong with the address, as {@code 5.1.3 bad address syntax}; then the transport is {@code error}
 */
public record Resolved(
        String transport,
        String nexthop,
        Address recipient,
        AddressClass addressClass,
        boolean routed,
        Optional<String> error) {}
