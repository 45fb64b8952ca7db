package org.postjames.smtp.server.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the server keeps of a password for SCRAM. // RFC 5802 3
 *
 * @param login the name as it shall stand in logs and restrictions; nothing if no proof may be right: the keys are then such that nobody sees that
 */
public record ScramSecret(Optional<String> login, ScramSecret.Keys keys) {
    /** The password itself cannot be found in them. */
    public record Keys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
