package org.postjames.delivery;

import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;

/** {@code default_privs}: with whose rights commands and files of a root-owned alias file are served. Never with root's. */
final class DefaultPrivileges {
    private final PostfixConfig config;
    private final UserDatabase users;

    DefaultPrivileges(PostfixConfig config, UserDatabase users) {
        this.config = config;
        this.users = users;
    }

    /** @return false if there is no such user; the recipient is deferred then */
    boolean replaceRoot(LocalState state, LocalResults results) {
        if (state.uid != LocalState.ROOT && state.gid != LocalState.ROOT) {
            return true;
        }
        String name = config.get(DeliveryParameters.DEFAULT_PRIVS);
        try {
            Optional<SystemUser> user = users.byName(name);
            if (user.isPresent()
                    && user.get().uid() != LocalState.ROOT
                    && user.get().gid() != LocalState.ROOT) {
                state.uid = state.uid == LocalState.ROOT ? user.get().uid() : state.uid;
                state.gid = state.gid == LocalState.ROOT ? user.get().gid() : state.gid;
                return true;
            }
        } catch (TableUnavailableException e) {
            results.defer(state, "4.0.0", "user lookup error");
            return false;
        }
        results.defer(state, "4.3.5", "mail system configuration error");
        return false;
    }
}
