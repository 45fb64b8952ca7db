package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** PLAIN. // RFC 4616 */
final class PlainMechanism extends SaslMechanism {
    PlainMechanism(SaslAuthenticator authenticator) {
        super(authenticator);
    }

    @Override
    SaslStep begin() {
        return challenge("");
    }

    /** {@code authzid NUL authcid NUL password}. */
    @Override
    SaslStep response(byte[] response) throws TemporaryAuthenticationFailure {
        String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            return failed();
        }
        user = parts[1];
        return parts[0].isEmpty() || parts[0].equals(user) ? ended(authenticator.plain(user, parts[2])) : failed();
    }
}
