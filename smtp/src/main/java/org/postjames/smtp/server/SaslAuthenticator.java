package org.postjames.smtp.server;

import java.util.List;
import java.util.Optional;
import org.postjames.smtp.server.sasl.CramMd5Secret;
import org.postjames.smtp.server.sasl.ScramHash;
import org.postjames.smtp.server.sasl.ScramSecret;

/** Knows who may log in. A user who does not exist, or whose stored password does not serve a mechanism, looks like one with a wrong password. */
public interface SaslAuthenticator {
    /** No users: AUTH is neither offered nor accepted. */
    SaslAuthenticator NONE = new SaslAuthenticator() {
        @Override
        public boolean enabled() {
            return false;
        }

        @Override
        public Optional<String> plain(String authcid, String password) {
            return Optional.empty();
        }
    };

    /** Whether a session is only played, so that no other program may be asked. */
    default boolean isRehearsal() {
        return false;
    }

    /** Whether there is anything to authenticate against. */
    boolean enabled();

    /** What can be offered now, in the order of EHLO; the other methods are only asked for what is named here. */
    default List<String> mechanisms() {
        return List.of("PLAIN", "LOGIN");
    }

    /**
     * Checks a password.
     *
     * @return the login name as it shall stand in logs and restrictions, or nothing if name or password are wrong
     * @throws TemporaryAuthenticationFailure if that cannot be known now
     */
    Optional<String> plain(String authcid, String password) throws TemporaryAuthenticationFailure;

    /** What CRAM-MD5 needs of a user. */
    default CramMd5Secret cramMd5(String authcid) throws TemporaryAuthenticationFailure {
        throw new IllegalStateException("not offered");
    }

    /** What SCRAM needs of a user. */
    default ScramSecret scram(String authcid, ScramHash hash) throws TemporaryAuthenticationFailure {
        throw new IllegalStateException("not offered");
    }

    /** Checks an OAuth 2.0 access token for the user that the client wants to be; the answer is that of {@link #plain}. */
    default Optional<String> bearer(String authcid, String token) throws TemporaryAuthenticationFailure {
        throw new IllegalStateException("not offered");
    }

    /** Whether this client has failed too often to be heard now. */
    default boolean refuses(String clientAddress) {
        return false;
    }

    /** A client has failed; it waits as long as this takes. */
    default void failed(String clientAddress) {}
}
