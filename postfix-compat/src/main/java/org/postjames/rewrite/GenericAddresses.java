package org.postjames.rewrite;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * {@code smtp_generic_maps} or {@code lmtp_generic_maps}: addresses that mean something on this host only become others when mail leaves it. One to one, not
 * repeated. // generic(5), smtp_map11.c
 */
public final class GenericAddresses {
    private final String parameter;
    private final AddressMapping mapping;
    private final Consumer<String> warnings;

    /** @param maps the parameter that names the tables */
    public GenericAddresses(PostfixConfig config, Parameter<String> maps, Tables tables, Consumer<String> warnings) {
        this.parameter = maps.name();
        this.warnings = warnings;
        this.mapping = new AddressMapping(
                parameter,
                tables.maps(config.get(maps)).named(parameter),
                AddressSearch.of(config, tables),
                new AddressRewriter(config),
                config.get(RewriteParameters.PROPAGATE_UNMATCHED_EXTENSIONS).contains("generic"));
    }

    /** Whether there is no table that could change an address. */
    public boolean isEmpty() {
        return mapping.isEmpty();
    }

    /** The address that stands for this one, or nothing if no table knows it. */
    public Optional<Address> find(Address address) throws TableUnavailableException {
        List<Address> found = mapping.map(address);
        if (found.size() > 1) {
            warnings.accept("multi-valued " + parameter + " result for " + address);
        }
        return found.stream().findFirst();
    }
}
