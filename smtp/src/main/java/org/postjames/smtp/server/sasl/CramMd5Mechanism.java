package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.postjames.smtp.server.SaslAuthenticator;
import org.postjames.smtp.server.TemporaryAuthenticationFailure;

/** CRAM-MD5. // RFC 2195 */
final class CramMd5Mechanism extends SaslMechanism {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String challenge;

    CramMd5Mechanism(SaslAuthenticator authenticator, String host) {
        super(authenticator);
        this.challenge =
                "<" + RANDOM.nextLong(Long.MAX_VALUE) + "." + RANDOM.nextLong(Long.MAX_VALUE) + "@" + host + ">";
    }

    @Override
    SaslStep begin() {
        return challenge(challenge);
    }

    /** The mechanism has no initial response; one is not looked at, as in Dovecot. */
    @Override
    SaslStep begin(byte[] initial) {
        return begin();
    }

    /** {@code user SP digest}, the digest in small hexadecimal letters. */
    @Override
    SaslStep response(byte[] response) throws TemporaryAuthenticationFailure {
        String text = new String(response, StandardCharsets.UTF_8);
        int space = text.lastIndexOf(' ');
        if (space <= 0) {
            return failed();
        }
        user = text.substring(0, space);
        CramMd5Secret secret = authenticator.cramMd5(user);
        byte[] right =
                ScramSecret.bytes(HexFormat.of().formatHex(secret.digest().apply(ScramSecret.bytes(challenge))));
        boolean equal = MessageDigest.isEqual(right, ScramSecret.bytes(text.substring(space + 1)));
        return equal ? ended(secret.login()) : failed();
    }
}
