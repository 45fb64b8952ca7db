package org.postjames.server.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * One password scheme of Dovecot: how {@code {SCHEME}hash} is checked. A scheme that is not known never matches.
 *
 * @see <a href="https://doc.dovecot.org/2.3/configuration_manual/authentication/password_schemes/">Dovecot: password schemes</a>
 */
public enum PasswordScheme {
    PLAIN {
        @Override
        boolean matches(String hash, byte[] password) {
            return MessageDigest.isEqual(hash.getBytes(StandardCharsets.UTF_8), password);
        }
    },
    SHA256 {
        @Override
        boolean matches(String hash, byte[] password) {
            return digestMatches("SHA-256", 32, hash, password);
        }
    },
    SSHA256 {
        @Override
        boolean matches(String hash, byte[] password) {
            return digestMatches("SHA-256", 32, hash, password);
        }
    },
    SHA512 {
        @Override
        boolean matches(String hash, byte[] password) {
            return digestMatches("SHA-512", 64, hash, password);
        }
    },
    SSHA512 {
        @Override
        boolean matches(String hash, byte[] password) {
            return digestMatches("SHA-512", 64, hash, password);
        }
    },
    BLF_CRYPT {
        @Override
        boolean matches(String hash, byte[] password) {
            // bcrypt reads 72 bytes at most; Bouncy Castle refuses more instead of cutting as crypt(3) does
            byte[] cut = password.length > 72 ? Arrays.copyOf(password, 72) : password;
            return OpenBSDBCrypt.checkPassword(hash, cut);
        }
    },
    ARGON2ID {
        @Override
        boolean matches(String hash, byte[] password) {
            return argon2Matches(Argon2Parameters.ARGON2_id, hash, password);
        }
    },
    ARGON2I {
        @Override
        boolean matches(String hash, byte[] password) {
            return argon2Matches(Argon2Parameters.ARGON2_i, hash, password);
        }
    },
    /** Whatever crypt(3) of this host knows: {@code $1$ $5$ $6$ $y$}; also Dovecot's SHA256-CRYPT, SHA512-CRYPT and MD5-CRYPT. */
    CRYPT {
        @Override
        boolean matches(String hash, byte[] password) {
            Optional<String> computed = CryptLibrary.crypt(password, hash);
            return computed.isPresent()
                    && MessageDigest.isEqual(
                            computed.get().getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8));
        }
    };

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BCRYPT_COST = 10;
    private static final int ARGON2_MEMORY_LIMIT_KIB = 256 * 1024;

    abstract boolean matches(String hash, byte[] password);

    /** The scheme of a name as it stands between the braces; an encoding suffix is no part of it. */
    static Optional<PasswordScheme> named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "PLAIN", "CLEARTEXT", "CLEAR" -> Optional.of(PLAIN);
            case "SHA256" -> Optional.of(SHA256);
            case "SSHA256" -> Optional.of(SSHA256);
            case "SHA512" -> Optional.of(SHA512);
            case "SSHA512" -> Optional.of(SSHA512);
            case "BLF-CRYPT" -> Optional.of(BLF_CRYPT);
            case "ARGON2ID" -> Optional.of(ARGON2ID);
            case "ARGON2I" -> Optional.of(ARGON2I);
            case "CRYPT", "MD5-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "DES-CRYPT" -> Optional.of(CRYPT);
            default -> Optional.empty();
        };
    }

    /** Whether a password belongs to the second field of a passwd-file line; without {@code {SCHEME}} it is crypt(3)'s. */
    static boolean verify(String field, String password) {
        String scheme = "CRYPT";
        String hash = field;
        if (field.startsWith("{")) {
            int end = field.indexOf('}');
            if (end < 0) {
                return false;
            }
            scheme = field.substring(1, end);
            hash = field.substring(end + 1);
        }
        if (hash.isEmpty()) {
            return false;
        }
        try {
            if (scheme.endsWith(".HEX") || scheme.endsWith(".hex")) {
                hash = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hash));
                scheme = scheme.substring(0, scheme.length() - 4);
            } else if (scheme.endsWith(".b64") || scheme.endsWith(".B64")) {
                scheme = scheme.substring(0, scheme.length() - 4);
            }
            byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
            String text = hash;
            return named(scheme).map(s -> s.matches(text, bytes)).orElse(false);
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            return false;
        }
    }

    /** A new {@code {BLF-CRYPT}…} field: slow enough against guessing, and needs no memory of the server's small heap. */
    public static String hash(String password) {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        return "{BLF-CRYPT}"
                + OpenBSDBCrypt.generate("2y", bytes.length > 72 ? Arrays.copyOf(bytes, 72) : bytes, salt, BCRYPT_COST);
    }

    private static boolean digestMatches(String algorithm, int length, String hash, byte[] password) {
        byte[] stored = Base64.getDecoder().decode(hash);
        if (stored.length < length) {
            return false;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(password);
            digest.update(stored, length, stored.length - length);
            return MessageDigest.isEqual(digest.digest(), Arrays.copyOf(stored, length));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(algorithm + " is part of every JDK", e);
        }
    }

    private static boolean argon2Matches(int type, String hash, byte[] password) {
        String[] parts = hash.split("\\$"); // "", argon2id, v=19, m=65536,t=3,p=1, salt, hash
        if (parts.length != 6) {
            return false;
        }
        Argon2Parameters.Builder parameters = new Argon2Parameters.Builder(type)
                .withVersion(Integer.parseInt(parts[2].substring(2)))
                .withSalt(Base64.getDecoder().decode(parts[4]));
        for (String parameter : parts[3].split(",")) {
            int value = Integer.parseInt(parameter.substring(2));
            switch (parameter.charAt(0)) {
                case 'm' -> {
                    if (value > ARGON2_MEMORY_LIMIT_KIB) {
                        return false;
                    }
                    parameters.withMemoryAsKB(value);
                }
                case 't' -> parameters.withIterations(value);
                case 'p' -> parameters.withParallelism(value);
                default -> {
                    return false;
                }
            }
        }
        byte[] expected = Base64.getDecoder().decode(parts[5]);
        byte[] computed = new byte[expected.length];
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(parameters.build());
        generator.generateBytes(password, computed);
        return MessageDigest.isEqual(computed, expected);
    }
}
