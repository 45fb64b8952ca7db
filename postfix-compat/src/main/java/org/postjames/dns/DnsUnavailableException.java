package org.postjames.dns;

/** The DNS did not answer, or said "try again": the mail waits. */
public final class DnsUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public DnsUnavailableException(String message) {
        super(message);
    }
}
