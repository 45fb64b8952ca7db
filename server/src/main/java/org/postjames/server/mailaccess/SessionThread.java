package org.postjames.server.mailaccess;

import io.netty.channel.Channel;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The executor of one client connection: a virtual thread. James's protocol handlers hash passwords and read files where they stand; on Netty's few
 * I/O threads one slow client would stop the others.
 */
final class SessionThread {
    private SessionThread() {}

    static EventExecutor of(Channel channel, String protocol) {
        DefaultEventExecutor executor = new DefaultEventExecutor(Thread.ofVirtual()
                .name(protocol + "-" + channel.id().asShortText())
                .factory());
        // not at once: TLS still has events to tell after the close
        channel.closeFuture().addListener(closed -> executor.shutdownGracefully(1, 5, TimeUnit.SECONDS));
        return executor;
    }

    /** Whether the client runs on this host, so that nobody can listen on the wire. */
    static boolean isLoopback(Channel channel) {
        return channel.remoteAddress() instanceof java.net.InetSocketAddress remote
                && remote.getAddress() != null
                && remote.getAddress().isLoopbackAddress();
    }
}
