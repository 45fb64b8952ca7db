package org.postjames.delivery;

import java.util.Optional;
import java.util.OptionalInt;
import org.postjames.table.TableUnavailableException;

/**
 * One table of {@code alias_maps}.
 *
 * @param ownerUid who owns the file: commands and files run with this user's rights; empty for root and for tables that are no files
 */
public record AliasTable(String name, Lookup lookup, OptionalInt ownerUid) {
    /** {@code LookupTable::lookup}. */
    @FunctionalInterface
    public interface Lookup {
        Optional<String> find(String key) throws TableUnavailableException;
    }
}
