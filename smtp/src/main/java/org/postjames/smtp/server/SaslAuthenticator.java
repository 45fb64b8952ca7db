package org.postjames.smtp.server;

import java.util.Optional;

/** Knows who may log in. */
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

    /**
     * Checks a password.
     *
     * @return the login name as it shall stand in logs and restrictions, or nothing if name or password are wrong
     * @throws TemporaryAuthenticationFailure if that cannot be known now
     */
    Optional<String> plain(String authcid, String password) throws TemporaryAuthenticationFailure;
}
