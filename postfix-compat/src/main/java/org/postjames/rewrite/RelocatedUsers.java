package org.postjames.rewrite;

import java.util.Optional;
import org.postjames.address.Address;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** {@code relocated_maps}: recipients that have moved, and where to. // relocated(5) */
public final class RelocatedUsers {
    private final Maps maps;
    private final AddressSearch search;

    public RelocatedUsers(PostfixConfig config, Tables tables) {
        maps = tables.maps(config.get(RewriteParameters.RELOCATED_MAPS)).named("relocated_maps");
        search = AddressSearch.of(config, tables);
    }

    /** {@code 5.1.6 User has moved to …}, or nothing. */
    public Optional<String> reason(Address recipient) throws TableUnavailableException {
        return search.find(maps, recipient).map(found -> "5.1.6 User has moved to " + found.value());
    }
}
