package org.postjames.smtp.server;

/** Whether a password is right cannot be known now; the client is told {@code 454 4.7.0}. */
public final class TemporaryAuthenticationFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason in words that may be shown to the client: no paths, no secrets */
    public TemporaryAuthenticationFailure(String reason) {
        super(reason);
    }
}
