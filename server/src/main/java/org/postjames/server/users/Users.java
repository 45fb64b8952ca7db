package org.postjames.server.users;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.james.core.MailAddress;
import org.apache.james.core.Username;
import org.apache.james.user.api.UsersRepository;
import org.apache.james.user.api.UsersRepositoryException;
import org.apache.james.user.api.model.User;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The users of a {@link PasswdFile}, as James and as SMTP AUTH ask for them. A wrong password costs as much time as a right one, whether the user
 * exists or not; a password that was right is remembered as a keyed digest, because mail clients log in every few minutes.
 */
public final class Users implements UsersRepository {
    /** A password that nobody knows, so that an unknown user takes as long as a wrong password. */
    private final String decoy;

    private static final int CHECKS_AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors());
    private static final int REMEMBERED = 10_000;

    private record Proof(String field, byte[] digest) {}

    private final PasswdFile file;
    private final SecretDigest digest = new SecretDigest();
    private final ChallengeSecrets challenges;
    private final FailedLogins failedLogins;
    private final Map<String, Proof> proofs = new ConcurrentHashMap<>();
    private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE);

    public Users(PasswdFile file) {
        this(file, FailedLogins.uncounted());
    }

    public Users(PasswdFile file, FailedLogins failedLogins) {
        this.file = file;
        this.failedLogins = failedLogins;
        this.challenges = new ChallengeSecrets(file, digest);
        this.decoy = PasswordScheme.hash(Arrays.toString(digest.of("decoy", "")));
    }

    public FailedLogins failedLogins() {
        return failedLogins;
    }

    /** For mechanisms that do not show the password. */
    public ChallengeSecrets challenges() {
        return challenges;
    }

    /**
     * Whether the password is this user's.
     *
     * @throws IOException when the file cannot be read now
     */
    public boolean authenticate(String user, String password) throws IOException {
        Optional<PasswdFile.Entry> entry = file.find(user);
        String field = entry.map(PasswdFile.Entry::password).orElse(decoy);
        byte[] given = digest.of(field, password);
        Proof proof = entry.map(e -> proofs.get(e.user())).orElse(null);
        if (proof != null && proof.field().equals(field) && MessageDigest.isEqual(proof.digest(), given)) {
            return true;
        }
        // a storm of guesses must not take every core from the mail
        checks.acquireUninterruptibly();
        boolean right;
        try {
            right = PasswordScheme.verify(field, password);
        } finally {
            checks.release();
        }
        if (!right || entry.isEmpty()) {
            return false;
        }
        if (proofs.size() >= REMEMBERED) {
            proofs.clear();
        }
        proofs.put(entry.get().user(), new Proof(field, given));
        return true;
    }

    /** The user's line. */
    public Optional<PasswdFile.Entry> find(String user) throws IOException {
        return file.find(user);
    }

    @Override
    public boolean test(Username name, String password) throws UsersRepositoryException {
        String client = FailedLogins.CLIENT.isBound() ? FailedLogins.CLIENT.get() : null;
        if (client != null && failedLogins.refuses(client)) {
            return false;
        }
        boolean right;
        try {
            right = authenticate(name.asString(), password);
        } catch (IOException e) {
            throw unreadable(e);
        }
        if (!right && client != null) {
            failedLogins.failed(client);
        }
        return right;
    }

    @Override
    public boolean contains(Username name) throws UsersRepositoryException {
        try {
            return file.find(name.asString()).isPresent();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Publisher<Boolean> containsReactive(Username name) {
        return Mono.fromCallable(() -> contains(name));
    }

    @Override
    public @Nullable User getUserByName(Username name) throws UsersRepositoryException {
        return contains(name) ? new PasswdUser(name, null) : null;
    }

    @Override
    public void addUser(Username name, String password) throws UsersRepositoryException {
        try {
            if (!file.add(name.asString(), PasswordScheme.hash(password))) {
                throw new UsersRepositoryException("User " + name.asString() + " already exists.");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void updateUser(User user) throws UsersRepositoryException {
        String hash = user instanceof PasswdUser changed ? changed.newPassword() : null;
        if (hash == null) {
            return;
        }
        try {
            if (!file.changePassword(user.getUserName().asString(), hash)) {
                throw new UsersRepositoryException("Please provide an existing user to update");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public void removeUser(Username name) throws UsersRepositoryException {
        try {
            if (!file.delete(name.asString())) {
                throw new UsersRepositoryException("unable to remove unknown user " + name.asString());
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public int countUsers() throws UsersRepositoryException {
        try {
            return file.users().size();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Iterator<Username> list() throws UsersRepositoryException {
        try {
            return file.users().stream().map(Username::of).iterator();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public Publisher<Username> listReactive() {
        return Flux.defer(() -> {
            try {
                return Flux.fromIterable(file.users()).map(Username::of);
            } catch (IOException e) {
                return Flux.error(unreadable(e));
            }
        });
    }

    @Override
    public boolean supportVirtualHosting() {
        return true;
    }

    /** A Dovecot user database may hold {@code alice} beside {@code bob@example.org}. */
    @Override
    public void assertValid(Username username) {}

    @Override
    public MailAddress getMailAddressFor(Username username) throws UsersRepositoryException {
        try {
            return username.asMailAddress();
        } catch (javax.mail.internet.AddressException e) {
            throw new UsersRepositoryException("Failed to compute mail address associated with the user", e);
        }
    }

    @Override
    public boolean isAdministrator(Username username) {
        return false;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    private UsersRepositoryException unreadable(IOException e) {
        return new UsersRepositoryException("cannot use " + file.path(), e);
    }

    private final class PasswdUser implements User {
        private final Username name;
        private @Nullable String newPassword;

        PasswdUser(Username name, @Nullable String newPassword) {
            this.name = name;
            this.newPassword = newPassword;
        }

        @Nullable
        String newPassword() {
            return newPassword;
        }

        @Override
        public Username getUserName() {
            return name;
        }

        @Override
        public boolean verifyPassword(String password) {
            try {
                return authenticate(name.asString(), password);
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public boolean setPassword(String password) {
            newPassword = PasswordScheme.hash(password);
            return true;
        }
    }
}
