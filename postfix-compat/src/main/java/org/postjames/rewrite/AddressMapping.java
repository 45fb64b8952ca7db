package org.postjames.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;

/** One step through canonical(5) or virtual(5): an address becomes the addresses that the table says. // mail_addr_map.c, mail_addr_crunch.c */
final class AddressMapping {
    private final String parameter;
    private final Maps maps;
    private final AddressSearch search;
    private final AddressRewriter rewriter;
    private final boolean propagate;

    /** @param propagate whether an extension that did not count is added to each result */
    AddressMapping(String parameter, Maps maps, AddressSearch search, AddressRewriter rewriter, boolean propagate) {
        this.parameter = parameter;
        this.maps = maps;
        this.search = search;
        this.rewriter = rewriter;
        this.propagate = propagate;
    }

    boolean isEmpty() {
        return maps.isEmpty();
    }

    /** Nothing if no table knows the address; else one address or more. */
    List<Address> map(Address address) throws TableUnavailableException {
        Optional<AddressSearch.Found> found = search.find(maps, address);
        if (found.isEmpty()) {
            return List.of();
        }
        String extension = found.get().extension();
        String text = found.get().value();
        if (text.startsWith("@")) {
            String local = address.localPart().substring(0, address.localPart().length() - extension.length());
            text = AddressSyntax.quote822(new Address(local, text.substring(1)));
        }
        List<Address> results = new ArrayList<>();
        for (String internal : AddressSyntax.addresses(text.equals("<>") ? "\"\"" : text)) {
            Address result = rewriter.rewrite(RewriteContext.LOCAL, Address.of(internal));
            results.add(
                    propagate && !extension.isEmpty()
                            ? new Address(result.localPart() + extension, result.domain())
                            : result);
        }
        if (results.isEmpty()) {
            throw new TableUnavailableException(parameter + " lookup of " + address + " returns non-address result \""
                    + found.get().value() + "\"");
        }
        return results;
    }
}
