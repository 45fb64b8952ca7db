package org.postjames.table;

/** A table that holds a file or a connection. */
public interface ClosableTable extends LookupTable, AutoCloseable {
    @Override
    void close();
}
