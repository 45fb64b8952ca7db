package org.postjames.control;

import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.pickup.SubmitPermission;
import org.postjames.table.StringList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** What the users of this host may ask of the queue: {@code authorized_mailq_users} and {@code authorized_flush_users}. // postqueue(1) */
public final class UserRequests {
    public static final Parameter<String> AUTHORIZED_MAILQ_USERS = Parameter.text("authorized_mailq_users");
    public static final Parameter<String> AUTHORIZED_FLUSH_USERS = Parameter.text("authorized_flush_users");

    private final PostfixConfig config;
    private final Tables tables;

    public UserRequests(PostfixConfig config, Tables tables) {
        this.config = config;
        this.tables = tables;
    }

    /**
     * Whether a user who is nobody special may send this request.
     *
     * @param request one of {@link ControlSocket}'s
     */
    public boolean admits(String user, String request) {
        return switch (request) {
            // who may submit mail is asked where it is submitted
            case ControlSocket.POSTDROP, ControlSocket.SMTP, ControlSocket.PICKUP, ControlSocket.STATUS -> true;
            case ControlSocket.SHOWQ -> isListed(AUTHORIZED_MAILQ_USERS, user);
            case ControlSocket.FLUSH, ControlSocket.FLUSH_SITE, ControlSocket.FLUSH_ID ->
                isListed(AUTHORIZED_FLUSH_USERS, user);
            default -> false;
        };
    }

    private boolean isListed(Parameter<String> list, String user) {
        try {
            // Postfix asks a list that begins so no more than this
            return config.get(list).startsWith("static:")
                    || new StringList(list.name(), config.get(list), tables).matches(SubmitPermission.listed(user));
        } catch (TableUnavailableException e) {
            return false;
        }
    }
}
