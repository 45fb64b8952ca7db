package org.postjames.smtp.server.sasl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The hash function of a SCRAM mechanism. // RFC 5802, RFC 7677 */
public enum ScramHash {
    SHA_1("SCRAM-SHA-1", "SHA-1", "SHA1", 20),
    SHA_256("SCRAM-SHA-256", "SHA-256", "SHA256", 32);

    private final String mechanism;
    private final String digest;
    private final String hmac;
    private final String derivation;
    private final int bytes;

    ScramHash(String mechanism, String digest, String suffix, int bytes) {
        this.mechanism = mechanism;
        this.digest = digest;
        this.hmac = "Hmac" + suffix;
        this.derivation = "PBKDF2WithHmac" + suffix;
        this.bytes = bytes;
    }

    /** The name in EHLO, which is also that of Dovecot's password scheme. */
    public String mechanism() {
        return mechanism;
    }

    static Optional<ScramHash> ofMechanism(String name) {
        return Arrays.stream(values())
                .filter(hash -> hash.mechanism.equals(name))
                .findFirst();
    }

    /** What a server keeps of this password. The password is taken as it is, without SASLprep, as Dovecot does. */
    public ScramSecret.Keys keys(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, bytes * 8);
        try {
            byte[] salted = SecretKeyFactory.getInstance(derivation)
                    .generateSecret(spec)
                    .getEncoded();
            return new ScramSecret.Keys(
                    salt,
                    iterations,
                    hash(hmac(salted, ScramSecret.bytes("Client Key"))),
                    hmac(salted, ScramSecret.bytes("Server Key")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(derivation + " is part of every JDK", e);
        } finally {
            spec.clearPassword();
        }
    }

    byte[] hash(byte[] text) {
        try {
            return MessageDigest.getInstance(digest).digest(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(digest + " is part of every JDK", e);
        }
    }

    byte[] hmac(byte[] key, byte[] text) {
        try {
            Mac mac = Mac.getInstance(hmac);
            mac.init(new SecretKeySpec(key, hmac));
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(hmac + " is part of every JDK", e);
        }
    }
}
