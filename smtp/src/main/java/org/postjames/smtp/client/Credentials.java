package org.postjames.smtp.client;

import java.util.Optional;
import org.postjames.table.TableUnavailableException;

/** A name and password for a server. */
record Credentials(String user, String password) {
    /** {@code smtp_sasl_password_maps}. */
    @FunctionalInterface
    interface Lookup {
        Optional<String> find(String key) throws TableUnavailableException;
    }

    /** The table's {@code user:password}; a value without colon is a user without password. */
    static Credentials of(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Credentials(text, "")
                : new Credentials(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
