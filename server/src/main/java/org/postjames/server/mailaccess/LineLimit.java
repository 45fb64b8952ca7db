package org.postjames.server.mailaccess;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Ends a POP3 session whose line does not end: James 3.8.1 drops what is too much, and answers only when the line's end comes at last. The client has a moment to
 * read the answer while the rest of its line is thrown away; a connection closed at once would take the answer with it.
 */
final class LineLimit extends ChannelInboundHandlerAdapter {
    private static final int LINE_BYTES = 8_192;
    private static final int DISCARDED_BYTES = 1_048_576;
    private static final int DISCARD_SECONDS = 2;
    private static final byte[] ERROR = "-ERR line too long\r\n".getBytes(StandardCharsets.US_ASCII);

    private boolean closing;
    private long length;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        if (!closing) {
            int last = bytes.forEachByteDesc(b -> b != '\n');
            length =
                    last < 0 ? length + bytes.readableBytes() : bytes.readerIndex() + bytes.readableBytes() - 1L - last;
            if (length <= LINE_BYTES) {
                context.fireChannelRead(message);
                return;
            }
            closing = true;
            context.channel().writeAndFlush(Unpooled.wrappedBuffer(ERROR)).addListener((ChannelFutureListener)
                    sent -> ((DuplexChannel) sent.channel()).shutdownOutput());
            context.executor().schedule(() -> context.channel().close(), DISCARD_SECONDS, TimeUnit.SECONDS);
        } else {
            length += bytes.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (length > DISCARDED_BYTES) {
            context.channel().close();
        }
    }
}
