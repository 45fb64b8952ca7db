package org.postjames.server.mailaccess;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.ImapSessionState;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.message.request.StartTLSRequest;
import org.apache.james.imapserver.netty.ImapRequestFrameDecoder;
import org.jspecify.annotations.Nullable;
import org.postjames.server.users.FailedLogins;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Decodes a client's next command when the one before is done. James 3.8.1 decodes all that has come and refuses a command already then when the
 * session's state does not allow it, so that of LOGIN and SELECT in one packet the second failed. What has come too early waits here as bytes; when they
 * are many, {@link Intake} stops reading.
 */
final class OneRequestAtATime extends ImapRequestFrameDecoder {
    private static final int WAITING_BYTES = 65_536;
    private static final String NEEDED_DATA =
            "NEEDED_DATA"; // James's name, in the map of FRAME_DECODE_ATTACHMENT_ATTRIBUTE_KEY

    private final RequestReader reader;
    /** How many line handlers (IDLE's DONE, AUTHENTICATE's answer) there are. */
    private final AtomicInteger lineHandlers = new AtomicInteger();

    private final Intake intake = new Intake();
    private volatile boolean running;
    /** Of a literal that James writes to a file: the bytes it got. */
    private int inFile;

    private boolean tlsAwaited;

    OneRequestAtATime(ImapDecoder commands, int literalBytes) {
        this(new RequestReader(commands, literalBytes), literalBytes);
    }

    private OneRequestAtATime(RequestReader reader, int literalBytes) {
        super(reader, AccessLimits.LITERAL_BYTES_IN_MEMORY, literalBytes, AccessLimits.LINE_BYTES);
        this.reader = reader;
    }

    Intake intake() {
        return intake;
    }

    @Override
    public void pushLineHandler(ChannelInboundHandlerAdapter handler) {
        lineHandlers.incrementAndGet();
        super.pushLineHandler(handler);
    }

    @Override
    public void popLineHandler() {
        super.popLineHandler();
        lineHandlers.updateAndGet(count -> Math.max(0, count - 1));
    }

    @Override
    protected void decode(ChannelHandlerContext decoder, ByteBuf in, List<Object> out) throws Exception {
        if (tlsAwaited) {
            in.skipBytes(in.readableBytes()); // nothing said in the clear may count after STARTTLS
        } else if (running) {
            return;
        } else if (lineHandlers.get() > 0) {
            decodeLine(decoder, in, out);
        } else {
            decodeRequest(decoder, in, out);
        }
    }

    private void decodeLine(ChannelHandlerContext decoder, ByteBuf in, List<Object> out) throws Exception {
        int length = in.bytesBefore((byte) '\n') + 1;
        if (length > 0) {
            LoginClient.of(decoder.channel())
                    .call(
                            () -> { // the line may be a password
                                super.decode(decoder, in.readSlice(length), out);
                                return length;
                            });
        }
    }

    private void decodeRequest(ChannelHandlerContext decoder, ByteBuf in, List<Object> out) throws Exception {
        in.markReaderIndex(); // James resets to the mark
        Map<String, Object> attachment =
                decoder.channel().attr(FRAME_DECODE_ATTACHMENT_ATTRIBUTE_KEY).get();
        int needed = attachment.get(NEEDED_DATA) instanceof Integer size ? size : -1;
        if (needed > AccessLimits.LITERAL_BYTES_IN_MEMORY && (inFile > 0 || needed > in.readableBytes())) {
            intoFile(decoder, in, out, needed);
            return;
        }
        reader.lookAt(decoder.channel(), in, needed >= 0);
        super.decode(decoder, in, out);
        if (!out.isEmpty()) {
            begin();
            tlsAwaited = out.getLast() instanceof StartTLSRequest && willStartTls(decoder.channel());
        }
    }

    /** James takes all that it is given for the literal's; the request comes from another thread when the file is complete. */
    private void intoFile(ChannelHandlerContext decoder, ByteBuf in, List<Object> out, int needed) throws Exception {
        int part = Math.min(in.readableBytes(), needed - inFile);
        inFile += part;
        if (inFile == needed) {
            inFile = 0;
            begin();
        }
        super.decode(decoder, in.readSlice(part), out);
    }

    private void begin() {
        running = true;
        reader.nextCommand();
    }

    private static boolean willStartTls(Channel channel) {
        ImapSession session = channel.attr(IMAP_SESSION_ATTRIBUTE_KEY).get();
        return session != null && session.getState() == ImapSessionState.NON_AUTHENTICATED && session.supportStartTLS();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext decoder, Object event) throws Exception {
        if (event == Event.REQUEST_IS_DONE) {
            running = false;
            channelRead(decoder, Unpooled.EMPTY_BUFFER); // looks again at what waits
            if (!running || actualReadableBytes() < WAITING_BYTES) {
                intake.readOn();
            }
            return;
        }
        if (event instanceof SslHandshakeCompletionEvent) {
            tlsAwaited = false;
        }
        super.userEventTriggered(decoder, event);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext decoder) throws Exception {
        if (running) {
            decoder.fireChannelReadComplete(); // Netty's decoder would ask for more to read
        } else {
            super.channelReadComplete(decoder);
        }
    }

    /** The processor whose end of a request lets the next one in. */
    ImapProcessor watching(ImapProcessor processor) {
        return new ImapProcessor() {
            @Override
            public Mono<Void> processReactive(ImapMessage message, Responder responder, ImapSession session) {
                Mono<Void> processed = Mono.defer(() -> processor.processReactive(message, responder, session));
                Publisher<Void> ofClient =
                        subscriber -> LoginClient.of(intake.context().channel())
                                .where(FailedLogins.PAUSE, intake::pauseAfter)
                                .run(() -> processed.subscribe(subscriber));
                return Mono.from(ofClient)
                        .doFinally(signal -> intake.requestIsDone()); // after James has written the answer
            }

            @Override
            public void configure(ImapConfiguration configuration) {
                processor.configure(configuration);
            }
        };
    }

    /** Stands on the I/O thread: stops reading when too much has come while one request runs. */
    final class Intake extends ChannelInboundHandlerAdapter {
        private @Nullable ChannelHandlerContext context;
        private long early;
        /** Before the next request, in nanoseconds: James's threads must not wait for one client. */
        private final AtomicLong pause = new AtomicLong();

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        private ChannelHandlerContext context() {
            return Objects.requireNonNull(context);
        }

        @Override
        public void channelRead(ChannelHandlerContext io, Object message) {
            early = running && message instanceof ByteBuf bytes ? early + bytes.readableBytes() : 0;
            if (early > WAITING_BYTES) {
                io.channel().config().setAutoRead(false);
            }
            io.fireChannelRead(message);
        }

        /** By way of the I/O thread: there AUTHENTICATE puts in its line handler, and STARTTLS the TLS handler. */
        private void requestIsDone() {
            ChannelHandlerContext io = context();
            Runnable next = () -> {
                if (io.channel().isActive()) {
                    io.fireUserEventTriggered(Event.REQUEST_IS_DONE);
                }
            };
            long waiting = pause.getAndSet(0);
            if (waiting > 0) {
                io.executor().schedule(next, waiting, TimeUnit.NANOSECONDS);
            } else {
                io.executor().execute(next);
            }
        }

        private void pauseAfter(Duration time) {
            pause.set(time.toNanos());
        }

        private void readOn() {
            ChannelHandlerContext io = context();
            io.executor().execute(() -> {
                early = 0;
                io.channel().config().setAutoRead(true);
            });
        }
    }

    private enum Event {
        REQUEST_IS_DONE
    }
}
