package org.postjames.table;

import java.util.List;
import java.util.Map;

/** A table whose entries can be listed, as {@code postmap -s} does. */
public interface EnumerableTable extends LookupTable {
    List<Map.Entry<String, String>> entries() throws TableUnavailableException;
}
