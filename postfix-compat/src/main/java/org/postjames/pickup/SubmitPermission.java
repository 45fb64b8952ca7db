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

    /** What lists of users call somebody whom the system may know by a number only. */
    public static String listed(String user) {
        return user.chars().allMatch(c -> c >= '0' && c <= '9') ? "unknown" : user;
    }

    /** Why this user may not, in Postfix's words. */
    public Optional<String> refusal(String user, long uid) {
        String name = listed(user);
        String allowed = config.get(SubmitParameters.AUTHORIZED_SUBMIT_USERS);
        try {
            return isAllowed(allowed, name)
                    ? Optional.empty()
                    : Optional.of("User " + name + "(" + uid + ") is not allowed to submit mail");
        } catch (TableUnavailableException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private boolean isAllowed(String allowed, String user) throws TableUnavailableException {
        return allowed.startsWith("static:")
                || new StringList(SubmitParameters.AUTHORIZED_SUBMIT_USERS.name(), allowed, tables).matches(user);
    }
}
