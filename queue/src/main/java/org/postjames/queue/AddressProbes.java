package org.postjames.queue;

import org.postjames.access.AddressVerifier.Status;
import org.postjames.address.Address;

/** Hears what became of address verification probes. // verify.c */
public interface AddressProbes {
    /** Nobody wants to know. */
    AddressProbes UNHEARD = (address, status, text) -> true;

    /**
     * @param text what the delivery agent said
     * @return whether it was kept; failures may not be
     */
    boolean result(Address address, Status status, String text);
}
