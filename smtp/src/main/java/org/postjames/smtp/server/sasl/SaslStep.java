package org.postjames.smtp.server.sasl;

/** What follows in an authentication exchange. */
public sealed interface SaslStep {
    /** Send this, in base64, and read an answer. */
    record Challenge(String base64) implements SaslStep {}

    /** The client is this user. */
    record Done(String user) implements SaslStep {}

    /** The client is nobody. {@code user} is the name that it gave, or empty. */
    record Failed(String reason, String user, boolean temporary) implements SaslStep {}
}
