package org.postjames.delivery;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.table.TableUnavailableException;

/** Where an address that an alias file names goes: rewriting and resolving in one. // resolve.c */
@FunctionalInterface
public interface Routing {
    /** @param error what is wrong with the address, if it cannot be delivered to */
    record Route(String transport, Address recipient, Optional<String> error) {}

    /** @param external the address as it stands in the file */
    Route route(String external) throws TableUnavailableException;
}
