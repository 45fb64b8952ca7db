package org.postjames.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A table type that {@code postmap} can write. */
public interface TableBuilder extends TableType {
    /** The file that holds the table of this name. */
    Path file(String name);

    /**
     * Replaces the whole table in one step; readers see the old or the new one.
     *
     * @param entries in any order
     */
    void write(String name, Map<String, String> entries) throws IOException;
}
