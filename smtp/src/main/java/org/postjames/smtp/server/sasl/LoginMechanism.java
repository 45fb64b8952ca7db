package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** LOGIN. // draft-murchison-sasl-login */
final class LoginMechanism extends SaslMechanism {
    private boolean named;

    LoginMechanism(SaslAuthenticator authenticator) {
        super(authenticator);
    }

    @Override
    SaslStep begin() {
        return challenge("Username:");
    }

    @Override
    SaslStep response(byte[] response) throws TemporaryAuthenticationFailure {
        String text = new String(response, StandardCharsets.UTF_8);
        if (named) {
            return ended(authenticator.plain(user, text));
        }
        user = text;
        named = true;
        return challenge("Password:");
    }
}
