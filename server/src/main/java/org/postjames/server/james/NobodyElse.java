package org.postjames.server.james;

import org.apache.james.core.Username;
import org.apache.james.mailbox.Authorizator;

/** Nobody may log in as somebody else. */
final class NobodyElse implements Authorizator {
    @Override
    public AuthorizationState canLoginAsOtherUser(Username user, Username other) {
        return AuthorizationState.FORBIDDEN;
    }
}
