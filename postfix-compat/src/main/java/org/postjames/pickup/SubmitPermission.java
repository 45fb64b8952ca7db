package org.postjames.pickup;

import java.util.Optional;
import org.postjames.config.PostfixConfig;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** Who may submit mail with sendmail and postdrop: {@code authorized_submit_users}. // check_user_acl_byuid() */
public final class SubmitPermission {
    private final PostfixConfig config;
    private final Tables tables;

    public SubmitPermission(PostfixConfig config, Tables tables) {
        this.config = config;
        this.tables = tables;
    }

    /** Why this user may not, in Postfix's words. */
    public Optional<String> refusal(String user, long uid) {
        String allowed = config.get(SubmitParameters.AUTHORIZED_SUBMIT_USERS);
        try {
            return isAllowed(allowed, user)
                    ? Optional.empty()
                    : Optional.of("User " + user + "(" + uid + ") is not allowed to submit mail");
        } catch (TableUnavailableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private boolean isAllowed(String allowed, String user) throws TableUnavailableException {
        return allowed.startsWith("static:")
                || new StringList(SubmitParameters.AUTHORIZED_SUBMIT_USERS.name(), allowed, tables).matches(user);
    }
}
