package org.postjames.smtp.server.sasl;

import org.jspecify.annotations.Nullable;

/**
 * The authentication of one SMTP session: as many attempts as the client makes, one after the other.
 * Used by one thread. // xsasl_server(3)
 */
public interface SaslSession {
    /**
     * Begins an attempt.
     *
     * @param mechanism as the client wrote it
     * @param initial the initial response in base64, {@code =} if it is empty, null if there is none
     */
    SaslStep first(String mechanism, @Nullable String initial);

    /** The answer to a challenge. */
    SaslStep next(String response);

    /** The client gave up, or has gone. */
    default void abort() {}
}
