package org.postjames.server.mailaccess;

import java.util.Set;
import javax.inject.Inject;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.pop3.POP3Response;
import org.apache.james.protocols.pop3.POP3Session;
import org.apache.james.protocols.pop3.core.UserCmdHandler;

/** USER, refused before TLS unless the client is on this host. Public because Guice makes it by its name. */
public final class Pop3User extends UserCmdHandler {
    /** RFC 3206. */
    static final String NEEDS_TLS = "[AUTH] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.";

    @Inject
    public Pop3User(MetricFactory metricFactory) {
        super(metricFactory);
    }

    static boolean mayShowPassword(POP3Session session) {
        return session.isTLSStarted() || session.getRemoteAddress().getAddress().isLoopbackAddress();
    }

    @Override
    public Response onCommand(POP3Session session, Request request) {
        return mayShowPassword(session)
                ? super.onCommand(session, request)
                : new POP3Response(POP3Response.ERR_RESPONSE, NEEDS_TLS);
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Set getImplementedCapabilities(POP3Session session) {
        return mayShowPassword(session) ? super.getImplementedCapabilities(session) : Set.of();
    }
}
