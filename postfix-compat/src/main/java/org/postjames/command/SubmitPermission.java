package org.postjames.command;

import java.util.ArrayList;
import java.util.List;
import org.postjames.config.PostfixConfig;
import org.postjames.pickup.SubmitParameters;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** Who may submit mail with sendmail and postdrop. // check_user_acl_byuid() */
final class SubmitPermission {
    private SubmitPermission() {}

    static void check(PostfixConfig config, LocalUser user) throws CommandFailure {
        String allowed = config.get(SubmitParameters.AUTHORIZED_SUBMIT_USERS);
        if (allowed.startsWith("static:")) {
            return;
        }
        List<String> flaws = new ArrayList<>();
        try (Tables tables = Tables.of(config, flaws::add, true)) {
            if (new StringList(SubmitParameters.AUTHORIZED_SUBMIT_USERS.name(), allowed, tables).matches(user.name())) {
                return;
            }
        } catch (TableUnavailableException e) {
            throw new CommandFailure(
                    flaws.isEmpty() ? String.valueOf(e.getMessage()) : flaws.getFirst(), SendmailOptions.EX_TEMPFAIL);
        }
        throw new CommandFailure(
                "User " + user.name() + "(" + user.uid() + ") is not allowed to submit mail",
                SendmailOptions.EX_NOPERM);
    }
}
