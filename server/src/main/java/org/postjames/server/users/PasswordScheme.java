package org.postjames.server.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.postjames.smtp.server.sasl.ScramHash;
import org.postjames.smtp.server.sasl.ScramSecret;

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
    CRAM_MD5 {
        @Override
        boolean matches(String hash, byte[] password) {
            return MessageDigest.isEqual(
                    CramMd5Context.parse(hash).digest(EMPTY),
                    CramMd5Context.of(password).digest(EMPTY));
        }
    },
    SCRAM_SHA_1 {
        @Override
        boolean matches(String hash, byte[] password) {
            return scramMatches(ScramHash.SHA_1, hash, password);
        }
    },
    SCRAM_SHA_256 {
        @Override
        boolean matches(String hash, byte[] password) {
            return scramMatches(ScramHash.SHA_256, hash, password);
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

    private static final byte[] EMPTY = {};
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
            case "CRAM-MD5" -> Optional.of(CRAM_MD5);
            case "SCRAM-SHA-1" -> Optional.of(SCRAM_SHA_1);
            case "SCRAM-SHA-256" -> Optional.of(SCRAM_SHA_256);
            case "CRYPT", "MD5-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "DES-CRYPT" -> Optional.of(CRYPT);
            default -> Optional.empty();
        };
    }

    /** Whether a password belongs to the second field of a passwd-file line. */
    static boolean verify(String field, String password) {
        return StoredPassword.of(field).map(stored -> stored.matches(password)).orElse(false);
    }

    /** A new field in the scheme that we choose. */
    public static String hash(String password) {
        return NewPassword.field(NewPassword.DEFAULT_SCHEME, password);
    }

    private static boolean scramMatches(ScramHash scram, String hash, byte[] password) {
        ScramSecret.Keys stored = StoredPassword.scramKeys(hash);
        ScramSecret.Keys given =
                scram.keys(new String(password, StandardCharsets.UTF_8), stored.salt(), stored.iterations());
        return MessageDigest.isEqual(stored.storedKey(), given.storedKey());
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
