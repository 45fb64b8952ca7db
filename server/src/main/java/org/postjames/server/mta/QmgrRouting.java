package org.postjames.server.mta;

import org.postjames.address.Address;
import org.postjames.queue.RecipientResolver;
import org.postjames.rewrite.AddressClass;
import org.postjames.rewrite.AddressResolver;
import org.postjames.rewrite.Resolved;
import org.postjames.table.TableUnavailableException;

/** Answers the queue manager's question where a recipient's mail goes. */
record QmgrRouting(AddressResolver resolver, AddressResolver probeResolver) implements RecipientResolver {
    @Override
    public Route resolve(Address sender, Address recipient) throws TableUnavailableException {
        return route(resolver.resolve(sender, recipient));
    }

    @Override
    public Route resolveProbe(Address sender, Address recipient) throws TableUnavailableException {
        return route(probeResolver.resolve(sender, recipient));
    }

    static Route route(Resolved resolved) {
        return new Route(
                resolved.transport(),
                resolved.nexthop(),
                resolved.recipient(),
                resolved.addressClass() == AddressClass.LOCAL);
    }
}
