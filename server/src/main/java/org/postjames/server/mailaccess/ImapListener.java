package org.postjames.server.mailaccess;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.apache.commons.configuration2.HierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.encode.ImapEncoder;
import org.apache.james.imapserver.netty.IMAPServer;
import org.apache.james.imapserver.netty.ImapChannelUpstreamHandler;
import org.apache.james.imapserver.netty.ImapIdleStateHandler;
import org.apache.james.imapserver.netty.ImapMetrics;
import org.apache.james.imapserver.netty.ReactiveThrottler;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.protocols.netty.AbstractChannelPipelineFactory;
import org.apache.james.protocols.netty.Encryption;

/** James's IMAP server with a thread per session, exact listening addresses, and LOGIN in the clear for clients on this host only. */
final class ImapListener extends IMAPServer {
    private static final int IDLE_TIMEOUT_SECONDS = 30 * 60; // RFC 9051 5.4
    private static final int CONCURRENT_REQUESTS = 128;
    // Each session waits with one request at most, so the queue is bounded by the connections; a request that is
    // refused here would leave its session without an answer for ever.
    private static final int QUEUED_REQUESTS = Integer.MAX_VALUE - CONCURRENT_REQUESTS;

    private final Listener listener;
    private final AccessLimits limits;
    private final ImapDecoder decoder;
    private final ImapEncoder encoder;
    private final ImapProcessor processor;
    private final ImapMetrics metrics;
    private final ReactiveThrottler throttler;
    private final ConnectionLimits connections;

    ImapListener(
            Listener listener,
            AccessLimits limits,
            ImapDecoder decoder,
            ImapEncoder encoder,
            ImapProcessor processor,
            ImapMetrics metrics,
            GaugeRegistry gauges) {
        super(decoder, encoder, processor, metrics, gauges);
        this.listener = listener;
        this.limits = limits;
        this.decoder = decoder;
        this.encoder = encoder;
        this.processor = processor;
        this.metrics = metrics;
        this.throttler = new ReactiveThrottler(gauges, CONCURRENT_REQUESTS, QUEUED_REQUESTS);
        this.connections = ConnectionLimits.of(limits);
    }

    @Override
    public void doConfigure(HierarchicalConfiguration<ImmutableNode> configuration) throws ConfigurationException {
        super.doConfigure(configuration);
        setListenAddresses(listener.addresses().toArray(InetSocketAddress[]::new));
    }

    @Override
    protected void registerMBean() {}

    @Override
    protected void unregisterMBean() {}

    @Override
    protected AbstractChannelPipelineFactory<SocketChannel> createPipelineFactory() {
        return new AbstractChannelPipelineFactory<>(getFrameHandlerFactory(), getExecutorGroup()) {
            @Override
            protected ImapChannelUpstreamHandler createHandler() {
                return session(false, processor);
            }

            @Override
            protected void initChannel(SocketChannel channel) throws Exception {
                fill(channel.pipeline(), SessionThread.of(channel, "imap"), SessionThread.isLoopback(channel));
            }
        };
    }

    private void fill(ChannelPipeline pipeline, EventExecutor thread, boolean loopback) throws Exception {
        pipeline.addLast(TIMEOUT_HANDLER, new ImapIdleStateHandler(IDLE_TIMEOUT_SECONDS));
        connections.addTo(pipeline);
        Encryption encryption = getEncryption();
        if (encryption != null && !encryption.isStartTLS()) {
            pipeline.addFirst(SSL_HANDLER, encryption.sslHandler());
        }
        OneRequestAtATime requests = new OneRequestAtATime(decoder, Math.toIntExact(limits.literalBytes()));
        pipeline.addLast(
                "strangerLimits", new StrangerLimits()); // on the I/O thread: what it drops must not wait in a queue
        pipeline.addLast("intake", requests.intake());
        pipeline.addLast(thread, FRAMER, getFrameHandlerFactory().create(pipeline));
        pipeline.addLast(CHUNK_WRITE_HANDLER, new ChunkedWriteHandler());
        pipeline.addLast(thread, REQUEST_DECODER, requests);
        pipeline.addLast(thread, CORE_HANDLER, session(loopback, requests.watching(processor)));
    }

    private ImapChannelUpstreamHandler session(boolean clearTextLoginAllowed, ImapProcessor requestProcessor) {
        return ImapChannelUpstreamHandler.builder()
                .reactiveThrottler(throttler)
                .hello("Postjames IMAP4rev1 ready.")
                .processor(requestProcessor)
                .encoder(encoder)
                .compress(false)
                .authenticationConfiguration(new AuthenticationConfiguration(!clearTextLoginAllowed, true))
                .secure(getEncryption())
                .imapMetrics(metrics)
                .heartbeatInterval(Duration.ofMinutes(2))
                .ignoreIDLEUponProcessing(true)
                .build();
    }
}
