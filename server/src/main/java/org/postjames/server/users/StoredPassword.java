package org.postjames.server.users;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.postjames.smtp.server.sasl.ScramSecret;

/** The second field of a passwd-file line: {@code {SCHEME}hash}; without a scheme it is crypt(3)'s. */
record StoredPassword(PasswordScheme scheme, String hash) {
    /** Nothing for a field that no password belongs to. */
    static Optional<StoredPassword> of(String field) {
        int end = field.startsWith("{") ? field.indexOf('}') : -1;
        if (end < 0 && field.startsWith("{")) {
            return Optional.empty();
        }
        String name = end < 0 ? "CRYPT" : field.substring(1, end).toUpperCase(Locale.ROOT);
        String hash = field.substring(end + 1);
        if (hash.isEmpty()) {
            return Optional.empty();
        }
        if (name.endsWith(".HEX")) {
            try {
                hash = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hash));
            } catch (IllegalArgumentException malformed) {
                return Optional.empty();
            }
        }
        String encoded = hash;
        return PasswordScheme.named(name.replaceFirst("\\.(HEX|B64)$", ""))
                .map(scheme -> new StoredPassword(scheme, encoded));
    }

    boolean matches(String password) {
        try {
            return scheme.matches(hash, password.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            return false;
        }
    }

    /** Whether this can be a password at all: nobody has the field {@code *} or {@code !}. */
    boolean isUsable() {
        return scheme != PasswordScheme.CRYPT || hash.length() > 2;
    }

    boolean isClear() {
        return scheme == PasswordScheme.PLAIN;
    }

    /**
     * {@code {SCRAM-…}iterations,salt,stored key,server key}.
     *
     * @throws IllegalArgumentException if it is not
     */
    static ScramSecret.Keys scramKeys(String hash) {
        String[] parts = hash.split(",", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not SCRAM");
        }
        Base64.Decoder decoder = Base64.getDecoder();
        return new ScramSecret.Keys(
                decoder.decode(parts[1]),
                Integer.parseInt(parts[0]),
                decoder.decode(parts[2]),
                decoder.decode(parts[3]));
    }

    static String scramText(ScramSecret.Keys keys) {
        Base64.Encoder encoder = Base64.getEncoder();
        return keys.iterations() + "," + encoder.encodeToString(keys.salt()) + ","
                + encoder.encodeToString(keys.storedKey()) + "," + encoder.encodeToString(keys.serverKey());
    }
}
