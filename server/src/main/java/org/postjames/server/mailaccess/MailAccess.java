package org.postjames.server.mailaccess;

import com.google.inject.Injector;
import com.google.inject.Key;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.james.filesystem.api.FileSystem;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.encode.ImapEncoder;
import org.apache.james.imapserver.netty.ImapMetrics;
import org.apache.james.metrics.api.GaugeRegistry;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.lib.handler.ProtocolHandlerLoader;
import org.apache.james.protocols.lib.netty.AbstractConfigurableAsyncServer;

/** The running IMAP and POP3 listeners. */
public final class MailAccess implements AutoCloseable {
    private final Injector injector;
    private final AccessLimits limits;
    private final List<AbstractConfigurableAsyncServer> running = new ArrayList<>();

    public MailAccess(Injector injector, AccessLimits limits) {
        this.injector = injector;
        this.limits = limits;
    }

    /** Makes what all listeners share. */
    public static void warm(Injector injector) {
        injector.getInstance(ImapDecoder.class);
        injector.getInstance(ImapEncoder.class);
        injector.getInstance(Key.get(ImapProcessor.class));
        injector.getInstance(ProtocolHandlerLoader.class);
    }

    /**
     * Opens a listener.
     *
     * @return the addresses it got
     * @throws IOException when a port is taken or a certificate cannot be read, with the reason
     */
    @SuppressWarnings("IllegalCatch") // James's init() declares Exception
    public List<InetSocketAddress> open(Listener listener) throws IOException {
        AbstractConfigurableAsyncServer server =
                switch (listener.protocol()) {
                    case IMAP -> imap(listener);
                    case POP3 -> pop3(listener);
                };
        server.setFileSystem(injector.getInstance(FileSystem.class));
        try {
            server.configure(configuration(listener));
            server.init();
        } catch (Exception e) {
            throw new IOException(
                    "cannot listen for " + listener.protocol() + " on " + listener.addresses() + ": " + e.getMessage(),
                    e);
        }
        running.add(server);
        return server.getListenAddresses();
    }

    private ImapListener imap(Listener listener) {
        return new ImapListener(
                listener,
                limits,
                injector.getInstance(ImapDecoder.class),
                injector.getInstance(ImapEncoder.class),
                injector.getInstance(Key.get(ImapProcessor.class)),
                new ImapMetrics(injector.getInstance(MetricFactory.class)),
                injector.getInstance(GaugeRegistry.class));
    }

    private Pop3Listener pop3(Listener listener) {
        Pop3Listener server = new Pop3Listener(listener, limits);
        server.setProtocolHandlerLoader(injector.getInstance(ProtocolHandlerLoader.class));
        return server;
    }

    /** James's tree of one listener, as its XML would give it. */
    private BaseHierarchicalConfiguration configuration(Listener listener) {
        BaseHierarchicalConfiguration tree = new BaseHierarchicalConfiguration();
        String name = listener.protocol().name().toLowerCase(java.util.Locale.ROOT);
        // the real addresses are set by the listener: James's "bind" knows no IPv6 and asks the DNS for names
        tree.addProperty("bind", "0.0.0.0:1");
        tree.addProperty("jmxName", name + (listener.implicitTls() ? "s" : ""));
        tree.addProperty("helloName[@autodetect]", false);
        tree.addProperty("helloName", "localhost");
        tree.addProperty("ioWorkerCount", 2);
        tree.addProperty("bossWorkerCount", 1);
        tree.addProperty("maxExecutorCount", 1);
        tree.addProperty("gracefulShutdown", false);
        tree.addProperty("maxLineLength", AccessLimits.LINE_BYTES);
        tree.addProperty("inMemorySizeLimit", AccessLimits.LITERAL_BYTES_IN_MEMORY);
        tree.addProperty("literalSizeLimit", limits.literalBytes());
        tree.addProperty("provisionDefaultMailboxes", false);
        tree.addProperty("handlerchain[@enableJmx]", false);
        listener.certificate().ifPresent(certificate -> {
            tree.addProperty("tls[@startTLS]", !listener.implicitTls());
            tree.addProperty("tls[@socketTLS]", listener.implicitTls());
            tree.addProperty("tls.certificates", "file://" + certificate.chain());
            tree.addProperty("tls.privateKey", "file://" + certificate.key());
            tree.addProperty("tls.supportedProtocols.protocol", "TLSv1.2");
            tree.addProperty("tls.supportedProtocols.protocol", "TLSv1.3");
        });
        return tree;
    }

    @Override
    public void close() {
        for (AbstractConfigurableAsyncServer server : running) {
            server.destroy();
        }
        running.clear();
    }
}
