package org.postjames.cleanup;

import java.util.List;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.table.TableUnavailableException;

/** What the tables and the rewriting rules say about addresses, as cleanup asks for it. Safe for use by many threads. */
public interface AddressMapping {
    /** In whose name an incomplete address is completed. */
    enum Context {
        /** {@code $myorigin}, {@code $mydomain}. */
        LOCAL,
        /** {@code $remote_header_rewrite_domain}. */
        REMOTE
    }

    /** An expansion that does not end. // virtual_alias_recursion_limit, virtual_alias_expansion_limit, virtual_alias_address_length_limit */
    final class ExpansionLimitException extends Exception {
        private static final long serialVersionUID = 1L;

        public ExpansionLimitException(String message) {
            super(message);
        }
    }

    /** Completes an address; no tables are asked. */
    Address complete(Context context, Address address);

    /** {@code sender_canonical_maps}, {@code canonical_maps}, masquerading: for the envelope. */
    Address envelopeSender(Address sender) throws TableUnavailableException;

    /** {@code recipient_canonical_maps}, {@code canonical_maps}, masquerading: for the envelope. */
    Address envelopeRecipient(Address recipient) throws TableUnavailableException;

    /** The same for an address in a header that names senders. */
    Address headerSender(Address address) throws TableUnavailableException;

    /** The same for an address in a header that names recipients. */
    Address headerRecipient(Address address) throws TableUnavailableException;

    /** {@code virtual_alias_maps}; the recipient itself if they do not list it. */
    List<Address> expand(Address recipient) throws TableUnavailableException, ExpansionLimitException;

    /** {@code sender_bcc_maps}. */
    Optional<Address> senderBcc(Address sender) throws TableUnavailableException;

    /** {@code recipient_bcc_maps}. */
    Optional<Address> recipientBcc(Address recipient) throws TableUnavailableException;
}
