package org.postjames.table;

import java.util.Optional;

/** Told of every question that a table is asked. Called on the thread that asks. */
public interface LookupObserver {
    /** @param answer what the table said, if it knows the key */
    void asked(LookupTable table, String key, Optional<String> answer);

    void failed(LookupTable table, String key, TableUnavailableException problem);
}
