package org.postjames.server.mailaccess;

import io.netty.channel.ChannelPipeline;
import java.util.Optional;
import org.apache.james.protocols.netty.ConnectionLimitUpstreamHandler;
import org.apache.james.protocols.netty.ConnectionPerIpLimitUpstreamHandler;
import org.apache.james.protocols.netty.HandlerConstants;

/** How many clients one listener serves at the same time: all together, and from one address. */
record ConnectionLimits(
        Optional<ConnectionLimitUpstreamHandler> all, Optional<ConnectionPerIpLimitUpstreamHandler> perClient) {
    static ConnectionLimits of(AccessLimits limits) {
        return new ConnectionLimits(
                ConnectionLimitUpstreamHandler.forCount(limits.connections()),
                ConnectionPerIpLimitUpstreamHandler.forCount(limits.connectionsPerClient()));
    }

    void addTo(ChannelPipeline pipeline) {
        all.ifPresent(handler -> pipeline.addLast(HandlerConstants.CONNECTION_LIMIT_HANDLER, handler));
        perClient.ifPresent(handler -> pipeline.addLast(HandlerConstants.CONNECTION_LIMIT_PER_IP_HANDLER, handler));
    }
}
