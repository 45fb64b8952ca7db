package org.postjames.table;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The table cannot answer now; mail that depends on it must wait. Never the same as "not found". */
public final class TableUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean fatal;

    public TableUnavailableException(String message) {
        super(message);
        this.fatal = false;
    }

    public TableUnavailableException(String message, Throwable cause) {
        super(message, cause);
        this.fatal = false;
    }

    private TableUnavailableException(@Nullable Throwable cause, String message) {
        super(message, cause);
        this.fatal = true;
    }

    /** A failure that ends a program of Postfix with these words; mail waits as after any other. */
    static TableUnavailableException fatal(String message, @Nullable Throwable cause) {
        return new TableUnavailableException(cause, message);
    }

    /** Whether a program of Postfix ends with the message. */
    public boolean isFatal() {
        return fatal;
    }

    /** Never null, so that it can go into a log line as it is. */
    @Override
    public String getMessage() {
        return Objects.requireNonNullElse(super.getMessage(), "table lookup problem");
    }
}
