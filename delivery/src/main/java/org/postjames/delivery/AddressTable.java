package org.postjames.delivery;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.table.TableUnavailableException;

/** A list of lookup tables that is asked for an address: {@code Maps::findAddress}. */
@FunctionalInterface
public interface AddressTable {
    Optional<String> find(Address address) throws TableUnavailableException;
}
