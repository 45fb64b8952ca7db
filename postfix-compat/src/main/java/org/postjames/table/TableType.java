package org.postjames.table;

import java.util.List;

/** A kind of table: what stands before the colon in {@code hash:/etc/aliases}. Types with a driver are found with {@link java.util.ServiceLoader}. */
public interface TableType {
    /** The names under which main.cf knows this type. */
    List<String> names();

    /**
     * @throws TableUnavailableException if the table cannot be opened; the message is what Postfix says after {@code TYPE:NAME is unavailable. }
     */
    LookupTable open(TableName name, TableContext context) throws TableUnavailableException;
}
