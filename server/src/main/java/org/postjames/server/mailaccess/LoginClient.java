package org.postjames.server.mailaccess;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.postjames.server.users.FailedLogins;
import reactor.core.scheduler.Schedulers;

/** Binds the address of a client that may log in to what runs for it, also to what James's IMAP server hands to threads of Reactor's. */
final class LoginClient {
    static {
        Schedulers.onScheduleHook(LoginClient.class.getName(), LoginClient::withClient);
    }

    private LoginClient() {}

    static ScopedValue.Carrier of(Channel channel) {
        String address = channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "unknown"; // it has closed
        return ScopedValue.where(FailedLogins.CLIENT, address);
    }

    private static Runnable withClient(Runnable task) {
        if (!FailedLogins.CLIENT.isBound()) {
            return task;
        }
        ScopedValue.Carrier client = ScopedValue.where(FailedLogins.CLIENT, FailedLogins.CLIENT.get());
        ScopedValue.Carrier whole =
                FailedLogins.PAUSE.isBound() ? client.where(FailedLogins.PAUSE, FailedLogins.PAUSE.get()) : client;
        return () -> whole.run(task);
    }
}
