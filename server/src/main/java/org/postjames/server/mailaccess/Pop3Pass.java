package org.postjames.server.mailaccess;

import javax.inject.Inject;
import javax.inject.Named;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.pop3server.core.PassCmdHandler;
import org.apache.james.pop3server.mailbox.MailboxAdapterFactory;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.pop3.POP3Response;
import org.apache.james.protocols.pop3.POP3Session;
import org.postjames.server.users.FailedLogins;

/** PASS, refused before TLS unless the client is on this host. Public because Guice makes it by its name. */
public final class Pop3Pass extends PassCmdHandler {
    @Inject
    public Pop3Pass(
            @Named("mailboxmanager") MailboxManager manager, MailboxAdapterFactory adapters, MetricFactory metrics) {
        super(manager, adapters, metrics);
    }

    @Override
    public Response onCommand(POP3Session session, Request request) {
        return Pop3User.mayShowPassword(session)
                ? ScopedValue.where(
                                FailedLogins.CLIENT,
                                session.getRemoteAddress().getAddress().getHostAddress())
                        .call(() -> super.onCommand(session, request))
                : new POP3Response(POP3Response.ERR_RESPONSE, Pop3User.NEEDS_TLS);
    }
}
