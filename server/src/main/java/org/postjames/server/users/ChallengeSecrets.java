package org.postjames.server.users;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postjames.smtp.server.sasl.CramMd5Secret;
import org.postjames.smtp.server.sasl.ScramHash;
import org.postjames.smtp.server.sasl.ScramSecret;

/**
 * What mechanisms that never show the password to the server may know of the users. Such a mechanism is there when the stored password of each user
 * serves it: clients take the strongest one that they see, and those of the other users would fail. The answers for unknown users are those of a user
 * with a password that nobody knows, and stay the same as long as the server runs.
 */
public final class ChallengeSecrets {
    private static final int SCRAM_ITERATIONS = 4096; // RFC 7677 4, and what doveadm writes
    private static final int SALT_BYTES = 16;

    private record Offer(Map<String, PasswdFile.Entry> users, List<String> mechanisms, boolean someClear) {}

    private final PasswdFile file;
    private final SecretDigest digest;
    private volatile @Nullable Offer offer;

    ChallengeSecrets(PasswdFile file, SecretDigest digest) {
        this.file = file;
        this.digest = digest;
    }

    /**
     * Those that may be offered now.
     *
     * @throws IOException when the file cannot be read now
     */
    public List<String> mechanisms() throws IOException {
        return offer().mechanisms();
    }

    private Offer offer() throws IOException {
        Map<String, PasswdFile.Entry> users = file.all();
        Offer known = offer;
        if (known != null && known.users() == users) {
            return known;
        }
        List<StoredPassword> passwords = users.values().stream()
                .flatMap(entry -> StoredPassword.of(entry.password()).stream())
                .filter(StoredPassword::isUsable)
                .toList();
        List<String> mechanisms = new ArrayList<>();
        for (PasswordScheme scheme :
                List.of(PasswordScheme.CRAM_MD5, PasswordScheme.SCRAM_SHA_1, PasswordScheme.SCRAM_SHA_256)) {
            Predicate<StoredPassword> serves = password -> password.isClear() || password.scheme() == scheme;
            if (!passwords.isEmpty() && passwords.stream().allMatch(serves)) {
                mechanisms.add(scheme.name().replace('_', '-'));
            }
        }
        Offer fresh =
                new Offer(users, List.copyOf(mechanisms), passwords.stream().anyMatch(StoredPassword::isClear));
        offer = fresh;
        return fresh;
    }

    private Optional<StoredPassword> password(String user) throws IOException {
        return file.find(user).flatMap(entry -> StoredPassword.of(entry.password()));
    }

    private Optional<String> login(String user) throws IOException {
        return file.find(user).map(PasswdFile.Entry::user);
    }

    /** @throws IOException when the file cannot be read now */
    public CramMd5Secret cramMd5(String user) throws IOException {
        StoredPassword password = password(user).orElse(null);
        try {
            if (password != null && password.isClear()) {
                CramMd5Context context = CramMd5Context.of(password.hash().getBytes(StandardCharsets.UTF_8));
                return new CramMd5Secret(login(user), context::digest);
            }
            if (password != null && password.scheme() == PasswordScheme.CRAM_MD5) {
                CramMd5Context context = CramMd5Context.parse(password.hash());
                return new CramMd5Secret(login(user), context::digest);
            }
        } catch (IllegalArgumentException malformed) {
            // nobody has such a password
        }
        return new CramMd5Secret(Optional.empty(), CramMd5Context.of(digest.of("CRAM-MD5", user))::digest);
    }

    /** @throws IOException when the file cannot be read now */
    public ScramSecret scram(String user, ScramHash hash) throws IOException {
        PasswordScheme scheme = hash == ScramHash.SHA_1 ? PasswordScheme.SCRAM_SHA_1 : PasswordScheme.SCRAM_SHA_256;
        StoredPassword password = password(user).orElse(null);
        byte[] salt = Arrays.copyOf(digest.of("salt", PasswdFile.fold(user)), SALT_BYTES);
        try {
            if (password != null && password.isClear()) {
                return new ScramSecret(login(user), hash.keys(password.hash(), salt, SCRAM_ITERATIONS));
            }
            if (password != null && password.scheme() == scheme) {
                return new ScramSecret(login(user), StoredPassword.scramKeys(password.hash()));
            }
        } catch (IllegalArgumentException malformed) {
            // nobody has such a password
        }
        byte[] secret = digest.of(hash.mechanism(), user);
        // as long as for a user whose keys have to be made, where there are such users
        ScramSecret.Keys keys = offer().someClear()
                ? hash.keys(Arrays.toString(secret), salt, SCRAM_ITERATIONS)
                : new ScramSecret.Keys(salt, SCRAM_ITERATIONS, secret, secret);
        return new ScramSecret(Optional.empty(), keys);
    }
}
