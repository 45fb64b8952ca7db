package org.postjames.cleanup;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.table.TableUnavailableException;

/** Completes addresses with {@code example.test}, expands what the test says. */
final class TestMapping implements AddressMapping {
    final Map<String, List<String>> aliases = new HashMap<>();
    boolean unavailable;

    @Override
    public Address complete(Context context, Address address) {
        if (address.isNull() || address.hasDomain() || context != Context.LOCAL) {
            return address;
        }
        return new Address(address.localPart(), "example.test");
    }

    @Override
    public Address envelopeSender(Address sender) {
        return sender;
    }

    @Override
    public Address envelopeRecipient(Address recipient) {
        return recipient;
    }

    @Override
    public Address headerSender(Address address) {
        return address;
    }

    @Override
    public Address headerRecipient(Address address) {
        return address;
    }

    @Override
    public List<Address> expand(Address recipient) throws TableUnavailableException {
        if (unavailable) {
            throw new TableUnavailableException("virtual_alias_maps");
        }
        List<String> found = aliases.get(recipient.toString());
        return found == null
                ? List.of(recipient)
                : found.stream().map(Address::of).toList();
    }

    @Override
    public Optional<Address> senderBcc(Address sender) {
        return Optional.empty();
    }

    @Override
    public Optional<Address> recipientBcc(Address recipient) {
        return Optional.empty();
    }
}
