package org.postjames.server.mailaccess;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.apache.james.imap.api.ImapSessionState;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imapserver.netty.NettyConstants;

/**
 * What an IMAP client may send before it has logged in: no literal over 8 KiB, and 256 KiB in all. James 3.8.1 asks for a literal of any size before it
 * looks at its own limit, and writes literals of strangers to disk. // CVE-2024-37358
 */
final class StrangerLimits extends ChannelInboundHandlerAdapter {
    static final int LITERAL_BYTES = 8_192;
    private static final int ALL_BYTES = 262_144;
    private static final byte[] BYE = "* BYE too much before login\r\n".getBytes(StandardCharsets.US_ASCII);

    private boolean knownClient;
    private boolean closing;
    private long received;
    /** The number in a brace that a line may end with; -1 outside of a brace. */
    private long announced = -1;

    private boolean braceClosed;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (knownClient || !(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        ImapSession session = context.channel()
                .attr(NettyConstants.IMAP_SESSION_ATTRIBUTE_KEY)
                .get();
        knownClient = session != null
                && (session.getState() == ImapSessionState.AUTHENTICATED
                        || session.getState() == ImapSessionState.SELECTED);
        if (knownClient || !closing && isBounded(bytes)) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (!closing) {
            closing = true;
            context.channel().config().setAutoRead(false);
            context.channel().writeAndFlush(Unpooled.wrappedBuffer(BYE)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private boolean isBounded(ByteBuf bytes) {
        received += bytes.readableBytes();
        return received <= ALL_BYTES && bytes.forEachByte(this::isHarmless) < 0;
    }

    /** Follows {@code {12345}} or {@code {12345+}} at the end of a line, in whatever pieces it comes. */
    private boolean isHarmless(byte b) {
        if (b == '{') {
            announced = 0;
            braceClosed = false;
        } else if (announced >= 0) {
            if (b == '\n' && braceClosed) {
                boolean small = announced <= LITERAL_BYTES;
                announced = -1;
                return small;
            }
            if (b >= '0' && b <= '9' && !braceClosed) {
                announced = Math.min(Integer.MAX_VALUE, announced * 10 + (b - '0'));
            } else if (b == '}') {
                braceClosed = true;
            } else if (b != '+' && b != '\r') {
                announced = -1;
            }
        }
        return true;
    }
}
