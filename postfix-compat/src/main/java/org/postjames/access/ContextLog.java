package org.postjames.access;

/** Writes {@code QID: verb: WHERE from CLIENT: text; from=<…> to=<…> proto=… helo=<…>}: a session knows the rest of the line. // log_whatsup() */
@FunctionalInterface
public interface ContextLog {
    void log(String verb, String text);

    /** Whether somebody wants to read how the answer came about. // debug_peer_list */
    default boolean isVerbose() {
        return false;
    }

    /** A line for who wants to read it; only to be called when {@link #isVerbose}. */
    default void verbose(String text) {}
}
