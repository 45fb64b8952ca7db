package org.postjames.smtp.client;

/** A session with a server ended before the message could be transferred. */
final class ServerTroubleException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;
    private final boolean retryWithoutTls;
    private final boolean polite;

    /** @param polite whether the connection can still be ended with QUIT */
    ServerTroubleException(Trouble trouble, boolean polite, boolean retryWithoutTls) {
        super(trouble.reason());
        this.trouble = trouble;
        this.polite = polite;
        this.retryWithoutTls = retryWithoutTls;
    }

    Trouble trouble() {
        return trouble;
    }

    boolean polite() {
        return polite;
    }

    boolean retryWithoutTls() {
        return retryWithoutTls;
    }
}
