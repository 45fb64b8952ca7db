package org.postjames.rewrite;

/** An expansion that is too deep, too wide or too long: the message is deferred with {@code 4.6.0 Alias expansion error}. // cleanup_map1n.c */
public final class VirtualAliasLoopException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The status code and text of the reply. */
    public static final String REASON = "4.6.0 Alias expansion error";

    /** @param message what the log says after the queue id */
    VirtualAliasLoopException(String message) {
        super(message);
    }
}
