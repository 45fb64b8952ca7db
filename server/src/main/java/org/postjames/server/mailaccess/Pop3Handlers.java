package org.postjames.server.mailaccess;

import java.util.List;
import org.apache.james.pop3server.core.CoreCmdHandlerLoader;
import org.apache.james.pop3server.core.PassCmdHandler;
import org.apache.james.protocols.lib.handler.HandlersPackage;
import org.apache.james.protocols.pop3.core.UserCmdHandler;

/** James's POP3 commands, with USER and PASS that mind who listens. Public because James makes it by its name. */
public final class Pop3Handlers implements HandlersPackage {
    @Override
    public List<String> getHandlers() {
        return new CoreCmdHandlerLoader()
                .getHandlers().stream().map(Pop3Handlers::guarded).toList();
    }

    private static String guarded(String name) {
        if (name.equals(PassCmdHandler.class.getName())) {
            return Pop3Pass.class.getName();
        }
        return name.equals(UserCmdHandler.class.getName()) ? Pop3User.class.getName() : name;
    }
}
