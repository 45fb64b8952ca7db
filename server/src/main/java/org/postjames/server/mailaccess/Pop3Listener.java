package org.postjames.server.mailaccess;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.pop3server.netty.POP3Server;
import org.apache.james.protocols.lib.handler.HandlersPackage;
import org.apache.james.protocols.netty.AbstractChannelPipelineFactory;
import org.apache.james.protocols.netty.Encryption;
import org.apache.james.protocols.netty.HandlerConstants;
import org.apache.james.protocols.netty.TimeoutHandler;

/** James's POP3 server with a thread per session, exact listening addresses, and passwords in the clear for clients on this host only. */
final class Pop3Listener extends POP3Server {
    private static final int TIMEOUT_SECONDS = 10 * 60; // RFC 1939 3

    private final Listener listener;
    private final ConnectionLimits connections;

    Pop3Listener(Listener listener, AccessLimits limits) {
        this.listener = listener;
        this.connections = ConnectionLimits.of(limits);
    }

    @Override
    protected void doConfigure(HierarchicalConfiguration<ImmutableNode> configuration) throws ConfigurationException {
        super.doConfigure(configuration);
        setListenAddresses(listener.addresses().toArray(InetSocketAddress[]::new));
    }

    @Override
    protected void registerMBean() {}

    @Override
    protected void unregisterMBean() {}

    @Override
    protected Class<? extends HandlersPackage> getCoreHandlersPackage() {
        return Pop3Handlers.class;
    }

    @Override
    protected AbstractChannelPipelineFactory<SocketChannel> createPipelineFactory() {
        return new AbstractChannelPipelineFactory<>(getFrameHandlerFactory(), getExecutorGroup()) {
            @Override
            protected ChannelInboundHandlerAdapter createHandler() {
                return createCoreHandler();
            }

            @Override
            protected void initChannel(SocketChannel channel) throws Exception {
                fill(channel.pipeline(), SessionThread.of(channel, "pop3"));
            }
        };
    }

    private void fill(ChannelPipeline pipeline, EventExecutor thread) throws Exception {
        connections.addTo(pipeline);
        Encryption encryption = getEncryption();
        if (encryption != null && encryption.supportsEncryption() && !encryption.isStartTLS()) {
            pipeline.addFirst(HandlerConstants.SSL_HANDLER, encryption.sslHandler());
        }
        pipeline.addLast("line-limit", new LineLimit());
        pipeline.addLast(
                thread, HandlerConstants.FRAMER, getFrameHandlerFactory().create(pipeline));
        pipeline.addLast(HandlerConstants.CHUNK_HANDLER, new ChunkedWriteHandler());
        pipeline.addLast(HandlerConstants.TIMEOUT_HANDLER, new TimeoutHandler(TIMEOUT_SECONDS));
        pipeline.addLast(thread, HandlerConstants.CORE_HANDLER, createCoreHandler());
    }
}
