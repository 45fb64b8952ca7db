package org.postjames.smtp.server.sasl;

/** Both ends of the SMTP connection; an address or port that is not known is empty. */
public record SaslClient(
        String clientAddress, String clientPort, String serverAddress, String serverPort, boolean encrypted) {}
