package org.postjames.cleanup;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.AddressMapping.Context;
import org.postjames.cleanup.HeaderOptions.Addresses;
import org.postjames.cleanup.HeaderOptions.Options;
import org.postjames.table.TableUnavailableException;

/** Completes and maps the addresses in a header. A header is formatted anew only if an address changed. // cleanup_rewrite_sender() */
final class HeaderRewriter {
    private final AddressMapping mapping;
    private final CleanupOrigin origin;
    private final Context context;
    private final int tokenLimit;

    HeaderRewriter(AddressMapping mapping, CleanupOrigin origin, int tokenLimit) {
        this.tokenLimit = tokenLimit;
        this.mapping = mapping;
        this.origin = origin;
        this.context = origin.rewriteHeadersLocally() ? Context.LOCAL : Context.REMOTE;
    }

    /** @return the whole header with its lines separated by LF, or nothing if it stays as it is */
    Optional<byte[]> rewrite(Options options, byte[] header, int nameLength, int length, Problems problems) {
        try {
            return HeaderAddresses.rewritten(header, nameLength, length, tokenLimit, (address, external) -> {
                // rewrite.c: a lone @ is an empty address
                Address after = external.equals("@") ? Address.NULL : map(options.addresses(), address);
                return AddressSyntax.quote822(after).equals(external) ? Optional.empty() : Optional.of(after);
            });
        } catch (TableUnavailableException e) {
            problems.lookupProblem(e.getMessage());
            return Optional.empty();
        }
    }

    private Address map(Addresses whose, Address address) throws TableUnavailableException {
        Address complete = mapping.complete(context, address);
        if (!origin.mapAddresses()) {
            return complete;
        }
        return whose == Addresses.SENDER ? mapping.headerSender(complete) : mapping.headerRecipient(complete);
    }
}
