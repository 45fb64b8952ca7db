package org.postjames.access;

import org.postjames.address.Address;

/** Knows whether mail for an address can be delivered, or finds out. // verify(8) */
@FunctionalInterface
public interface AddressVerifier {
    /** What is known of an address. */
    enum Status {
        DELIVERABLE,
        /** Mail for it would wait. */
        DEFERRED,
        /** Mail for it would come back. */
        UNDELIVERABLE,
        /** A probe is under way. */
        PENDING
    }

    /** @param text what the delivery agent said */
    record Answer(Status status, String text) {}

    /** Takes every address as deliverable. */
    AddressVerifier TRUSTING = address -> new Answer(Status.DELIVERABLE, "");

    /** Answers at once; if too little is known, a probe message is sent. */
    Answer query(Address address);
}
