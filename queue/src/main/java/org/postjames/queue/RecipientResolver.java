package org.postjames.queue;

import org.postjames.address.Address;
import org.postjames.table.TableUnavailableException;

/** Says where a recipient's mail goes next. The server implements it with the address resolver. */
public interface RecipientResolver {
    /**
     * @return transport {@code error} with a next hop such as {@code 5.1.1 User unknown} for a recipient that can never be served
     * @throws TableUnavailableException if a table cannot answer now: the recipient is deferred
     */
    Route resolve(Address sender, Address recipient) throws TableUnavailableException;

    /** The same for an address verification probe, which may go another way. */
    default Route resolveProbe(Address sender, Address recipient) throws TableUnavailableException {
        return resolve(sender, recipient);
    }

    /**
     * @param recipient the address that the delivery agent gets
     * @param local whether the domain is one of {@code mydestination}
     */
    record Route(String transport, String nexthop, Address recipient, boolean local) {}
}
