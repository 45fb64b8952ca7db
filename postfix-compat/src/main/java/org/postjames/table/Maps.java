package org.postjames.table;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.address.Address;

/** A list of tables; the first answer wins. // maps.c */
public final class Maps {
    private final String title;
    private final List<LookupTable> tables;
    private final Consumer<String> warnings;

    Maps(String title, List<LookupTable> tables, Consumer<String> warnings) {
        this.title = title;
        this.tables = tables;
        this.warnings = warnings;
    }

    /** The same tables under the name of the parameter that lists them, for messages. */
    public Maps named(String parameter) {
        return new Maps(parameter, tables, warnings);
    }

    public boolean isEmpty() {
        return tables.isEmpty();
    }

    /** Asks all tables for a complete key. */
    public Optional<String> find(String key) throws TableUnavailableException {
        return find(key, false);
    }

    /** @param part whether the key is a part of an address or name, which is not shown to pattern tables */
    public Optional<String> find(String key, boolean part) throws TableUnavailableException {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        for (LookupTable table : tables) {
            if (part && table.matchesPatterns()) {
                continue;
            }
            Optional<String> found = table.lookup(key);
            if (found.isPresent()) {
                if (found.get().isEmpty()) {
                    warnings.accept(title + " lookup of " + key + " returns an empty string result");
                    warnings.accept(title + " should return NO RESULT in case of NOT FOUND");
                    throw new TableUnavailableException(title + " lookup failure");
                }
                return found;
            }
        }
        return Optional.empty();
    }

    /** The table that answers first, for messages. */
    public List<LookupTable> tables() {
        return tables;
    }

    /**
     * Asks for {@code user@domain} and {@code @domain} only; {@link org.postjames.address.RecipientDelimiter} and local domains are known to
     * {@code AddressSearch} in package {@code rewrite}, which has the complete search order of mail_addr_find.
     */
    public Optional<String> findAddress(Address address) throws TableUnavailableException {
        Optional<String> found = find(org.postjames.address.AddressSyntax.quote822(address));
        return found.isPresent() || !address.hasDomain() ? found : find("@" + address.domain(), true);
    }
}
