package org.postjames.smtp.client;

/**
 * Why a server, or all servers, did not take the message: what the delivery status says.
 *
 * @param remoteMta the server's name if the words are its own, else empty
 * @param diagnostic {@code smtp; REPLY} if the words are its own, else empty
 */
record Trouble(String dsn, String reason, String remoteMta, String diagnostic) {
    static final Trouble NONE = new Trouble("", "", "", "");

    static Trouble local(String dsn, String reason) {
        return new Trouble(dsn, reason, "", "");
    }

    /** In a server's own words; an answer that is neither 4xx nor 5xx is its protocol error. // smtp_trouble.c: vsmtp_fill_dsn() */
    static Trouble said(String host, String dsn, ServerReply reply, String reason) {
        boolean formed = dsn.startsWith("4") || dsn.startsWith("5");
        return new Trouble(
                formed ? dsn : "5.5.0", formed ? reason : "Protocol error: " + reason, host, "smtp; " + reply.text());
    }

    boolean isKnown() {
        return !dsn.isEmpty();
    }

    boolean isSoft() {
        return dsn.startsWith("4");
    }

    /** The same words as a temporary failure: {@code 5.4.4} becomes {@code 4.4.4}. */
    Trouble softened() {
        return new Trouble("4" + dsn.substring(1), reason, remoteMta, diagnostic);
    }
}
