package org.postjames.rewrite;

import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.address.RecipientDelimiter;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.DomainList;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * The order in which tables are asked for an address: {@code user+ext@domain}, {@code user@domain}, for local domains {@code user+ext} and {@code user}, then
 * {@code @domain}. Keys are in quoted form first, then unquoted. // mail_addr_find.c
 */
public final class AddressSearch {
    /**
     * What a table said.
     *
     * @param value never empty
     * @param extension the part of the local part that did not count, delimiter first; empty if the whole address matched
     */
    public record Found(String value, String extension) {}

    private final RecipientDelimiter delimiter;
    private final LocalDomains localDomains;
    private final String myorigin;
    private final boolean transportParents;

    public AddressSearch(PostfixConfig config, LocalDomains localDomains) {
        this.localDomains = localDomains;
        this.myorigin = config.get(GlobalParameters.MYORIGIN);
        this.delimiter = delimiter(config);
        this.transportParents = DomainList.parentMatches("transport_maps", config);
    }

    /** A search for callers that have no {@link LocalDomains} of their own. */
    public static AddressSearch of(PostfixConfig config, Tables tables) {
        return new AddressSearch(config, new LocalDomains(config, tables));
    }

    /** {@code recipient_delimiter} with the parameters that belong to it. */
    public static RecipientDelimiter delimiter(PostfixConfig config) {
        return new RecipientDelimiter(
                config.get(GlobalParameters.RECIPIENT_DELIMITER),
                config.get(RewriteParameters.OWNER_REQUEST_SPECIAL),
                config.get(GlobalParameters.DOUBLE_BOUNCE_SENDER));
    }

    public Optional<Found> find(Maps maps, Address address) throws TableUnavailableException {
        if (maps.isEmpty()) {
            return Optional.empty();
        }
        RecipientDelimiter.Split split = delimiter.split(address.localPart());
        Optional<Found> found = findUser(maps, address, split);
        if (found.isPresent() || !address.hasDomain()) {
            return found;
        }
        if (address.domain().equalsIgnoreCase(myorigin) || localDomains.contains(address.domain())) {
            found = findLocalPart(maps, split);
            if (found.isPresent()) {
                return found;
            }
        }
        return maps.find("@" + address.domain(), true).map(value -> new Found(value, ""));
    }

    /** Like {@link #find}; a table that cannot answer is warned of, and then the parameter is to blame. // resolve.c */
    Optional<Found> findOrWarn(String parameter, Maps maps, Address address, Consumer<String> warnings)
            throws TableUnavailableException {
        try {
            return find(maps, address);
        } catch (TableUnavailableException e) {
            String failure = parameter + " lookup failure";
            if (!e.getMessage().equals(failure)) {
                warnings.accept(e.getMessage());
            }
            throw new TableUnavailableException(failure, e);
        }
    }

    /** The order of transport(5): the address, the address without extension, the domain, its parent domains. */
    Optional<String> findTransport(Maps maps, Address address) throws TableUnavailableException {
        Optional<Found> user = findUser(maps, address, delimiter.split(address.localPart()));
        if (user.isPresent()) {
            return Optional.of(user.get().value());
        }
        String key = address.domain();
        while (!key.isEmpty()) {
            Optional<String> found = maps.find(key, true);
            int dot = key.indexOf('.', 1);
            if (found.isPresent() || dot < 0) {
                return found;
            }
            key = key.substring(transportParents ? dot + 1 : dot);
        }
        return Optional.empty();
    }

    private static Optional<Found> findUser(Maps maps, Address address, RecipientDelimiter.Split split)
            throws TableUnavailableException {
        Optional<String> full = ask(maps, AddressSyntax.quote822(address), address.toString(), false);
        if (full.isPresent()) {
            return full.map(value -> new Found(value, ""));
        }
        if (split.extension().isEmpty()) {
            return Optional.empty();
        }
        Address bare = new Address(split.base(), address.domain());
        return ask(maps, AddressSyntax.quote822(bare), bare.toString(), true)
                .map(value -> new Found(value, split.extension()));
    }

    private static Optional<Found> findLocalPart(Maps maps, RecipientDelimiter.Split split)
            throws TableUnavailableException {
        String whole = split.base() + split.extension();
        Optional<String> full = ask(maps, AddressSyntax.quoteLocalPart(whole), whole, true);
        if (full.isPresent() || split.extension().isEmpty()) {
            return full.map(value -> new Found(value, ""));
        }
        return ask(maps, AddressSyntax.quoteLocalPart(split.base()), split.base(), true)
                .map(value -> new Found(value, split.extension()));
    }

    private static Optional<String> ask(Maps maps, String quoted, String internal, boolean part)
            throws TableUnavailableException {
        Optional<String> found = maps.find(quoted, part);
        return found.isPresent() || quoted.equals(internal) ? found : maps.find(internal, part);
    }
}
