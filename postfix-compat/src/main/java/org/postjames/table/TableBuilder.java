package org.postjames.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** A table type that {@code postmap} can write. */
public interface TableBuilder extends TableType {
    /** The file that holds the table of this name. */
    Path file(String name);

    /**
     * Replaces the whole table in one step; readers see the old or the new one.
     *
     * @param entries in the order of the source; a key comes twice only where {@link #isConstant} and the first counts
     * @param nullBytes whether keys and values end in a null byte; a type that has no choice pays no attention
     * @throws TableUnavailableException with all of what the command says then
     */
    void write(String name, Collection<Map.Entry<String, String>> entries, boolean nullBytes)
            throws IOException, TableUnavailableException;

    /** Whether tables cannot be changed, only made anew: each is a new file with the access rights of its source. */
    default boolean isConstant() {
        return false;
    }
}
