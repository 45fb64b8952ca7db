package org.postjames.table;

import java.util.Objects;

/** The table cannot answer now; mail that depends on it must wait. Never the same as "not found". */
public final class TableUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public TableUnavailableException(String message) {
        super(message);
    }

    public TableUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Never null, so that it can go into a log line as it is. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "table lookup problem");
    }
}
