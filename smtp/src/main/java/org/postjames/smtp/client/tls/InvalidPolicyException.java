package org.postjames.smtp.client.tls;

/** A server's policy cannot be found out or makes no sense: its mail must wait. */
public final class InvalidPolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String dsn;

    InvalidPolicyException() {
        this("4.7.5", "client TLS configuration problem");
    }

    InvalidPolicyException(String dsn, String reason) {
        super(reason);
        this.dsn = dsn;
    }

    /** The reason, as the delivery status has it. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    public String dsn() {
        return dsn;
    }
}
