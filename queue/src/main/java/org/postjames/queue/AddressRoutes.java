package org.postjames.queue;

import org.postjames.address.Address;
import org.postjames.rewrite.AddressClass;
import org.postjames.rewrite.AddressResolver;
import org.postjames.rewrite.Resolved;
import org.postjames.table.TableUnavailableException;

/** Routes as the address resolver says. // qmgr_resolve_one() */
public final class AddressRoutes implements RecipientResolver {
    private final AddressResolver resolver;

    public AddressRoutes(AddressResolver resolver) {
        this.resolver = resolver;
    }

    @Override
    public Route resolve(Address sender, Address recipient) throws TableUnavailableException {
        Resolved r = resolver.resolve(sender, recipient);
        boolean local = r.addressClass() == AddressClass.LOCAL;
        return r.error().isPresent()
                ? new Route("error", r.error().get(), r.recipient(), local)
                : new Route(r.transport(), r.nexthop(), r.recipient(), local);
    }
}
