package org.postjames.server.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.postjames.smtp.server.sasl.ScramHash;

/** Makes the second field of a passwd-file line, as {@code doveadm pw -s SCHEME} does. */
final class NewPassword {
    /** Slow enough against guessing, and needs no memory of the server's small heap. */
    static final String DEFAULT_SCHEME = "BLF-CRYPT";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BCRYPT_COST = 10;
    private static final int SCRAM_ITERATIONS = 4096;

    private static final List<String> SCHEMES = List.of(
            DEFAULT_SCHEME,
            "SHA256-CRYPT",
            "SHA512-CRYPT",
            "SSHA256",
            "SSHA512",
            "SCRAM-SHA-256",
            "SCRAM-SHA-1",
            "CRAM-MD5",
            "PLAIN",
            "CLEAR",
            "CLEARTEXT");

    private NewPassword() {}

    /** @throws IllegalArgumentException if {@link #field} does not know this scheme */
    static void check(String scheme) {
        if (!SCHEMES.contains(scheme.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException("scheme " + scheme + " is none of " + String.join(" ", SCHEMES));
        }
    }

    /** The scheme of a field, if {@link #field} can make another one like it. */
    static Optional<String> schemeOf(String field) {
        int end = field.startsWith("{") ? field.indexOf('}') : -1;
        String name = end < 0 ? "" : field.substring(1, end).toUpperCase(Locale.ROOT);
        return SCHEMES.contains(name) ? Optional.of(name) : Optional.empty();
    }

    /**
     * @param scheme in letters of either case
     * @throws IllegalArgumentException if no such field can be made here
     */
    static String field(String scheme, String password) {
        check(scheme);
        String name = scheme.toUpperCase(Locale.ROOT);
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return "{" + name + "}"
                + switch (name) {
                    case "PLAIN", "CLEAR", "CLEARTEXT" -> clear(password);
                    case "BLF-CRYPT" ->
                        OpenBSDBCrypt.generate(
                                "2y", bytes.length > 72 ? Arrays.copyOf(bytes, 72) : bytes, random(16), BCRYPT_COST);
                    case "SHA256-CRYPT" -> crypt(bytes, "$5$");
                    case "SHA512-CRYPT" -> crypt(bytes, "$6$");
                    case "SSHA256" -> salted("SHA-256", bytes);
                    case "SSHA512" -> salted("SHA-512", bytes);
                    case "CRAM-MD5" -> CramMd5Context.of(bytes).hex();
                    case "SCRAM-SHA-1" -> scram(ScramHash.SHA_1, password);
                    case "SCRAM-SHA-256" -> scram(ScramHash.SHA_256, password);
                    default -> throw new IllegalStateException(name);
                };
    }

    private static String clear(String password) {
        if (password.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a password with a colon cannot stand in the clear in a passwd-file");
        }
        return password;
    }

    private static String crypt(byte[] password, String method) {
        String salt = Base64.getEncoder().encodeToString(random(12)).replace('+', '.');
        return CryptLibrary.crypt(password, method + salt)
                .orElseThrow(() -> new IllegalArgumentException("this host's libcrypt does not know " + method));
    }

    private static String salted(String algorithm, byte[] password) {
        byte[] salt = random(8);
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(password);
            byte[] hash = digest.digest(salt);
            byte[] both = Arrays.copyOf(hash, hash.length + salt.length);
            System.arraycopy(salt, 0, both, hash.length, salt.length);
            return Base64.getEncoder().encodeToString(both);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        }
    }

    private static String scram(ScramHash hash, String password) {
        return StoredPassword.scramText(hash.keys(password, random(16), SCRAM_ITERATIONS));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
