package org.postjames.server.mailaccess;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.decode.DecodingException;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.decode.ImapRequestLineReader;
import org.apache.james.imap.message.BytesBackedLiteral;
import org.apache.james.imap.message.Literal;
import org.apache.james.imapserver.netty.NettyImapRequestLineReader;
import org.apache.james.imapserver.netty.NettyStreamImapRequestLineReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the commands of one session, from their start each time more of them has come. Asks for every synchronising literal once; James 3.8.1's own
 * reader asks for the first one of a command only, does not count the earlier ones when it says how much is missing, and asks for literals that it then
 * refuses as too large.
 */
final class RequestReader implements ImapDecoder {
    private static final byte[] CONTINUE = "+ Ok\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ImapDecoder commands;
    private final int literalBytes;
    /** What James's frame decoder is looking at now. */
    private @Nullable Channel channel;

    private @Nullable ByteBuf input;
    private boolean endsWithLiteral;
    private int literalsAskedFor;

    RequestReader(ImapDecoder commands, int literalBytes) {
        this.commands = commands;
        this.literalBytes = literalBytes;
    }

    /** @param endsWithLiteral whether the frame decoder awaits a number of bytes, after which it leaves the line's end alone */
    void lookAt(Channel from, ByteBuf bytes, boolean literalAwaited) {
        channel = from;
        input = bytes;
        endsWithLiteral = literalAwaited;
    }

    void nextCommand() {
        literalsAskedFor = 0;
    }

    @Override
    public ImapMessage decode(ImapRequestLineReader reader, ImapSession session) {
        if (reader instanceof NettyStreamImapRequestLineReader file) {
            return commands.decode(new FromFile(file), session);
        }
        ByteBuf bytes = Objects.requireNonNull(input);
        Attempt attempt = new Attempt(Objects.requireNonNull(channel), bytes);
        ImapMessage message = commands.decode(attempt, session);
        if (!endsWithLiteral && attempt.hasPeeked()) {
            bytes.readerIndex(
                    bytes.readerIndex() - 1); // the frame decoder skips the line's end with the reader it knows
        }
        return message;
    }

    /** One reading of a command that may not be complete. */
    private final class Attempt extends NettyImapRequestLineReader {
        private final Channel client;
        private int literals;
        private int literalBytesRead;
        private boolean synchronising;

        Attempt(Channel client, ByteBuf bytes) {
            super(client, bytes, true, literalBytes);
            this.client = client;
        }

        boolean hasPeeked() {
            return nextSeen;
        }

        @Override
        protected void commandContinuationRequest() {
            synchronising = true;
        }

        @Override
        public Literal read(int size, boolean extraCRLF) throws DecodingException {
            if (synchronising) {
                synchronising = false;
                literals++;
                if (literals > literalsAskedFor && size <= literalBytes) {
                    literalsAskedFor = literals;
                    client.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE));
                }
            }
            try {
                Literal literal = super.read(size, extraCRLF);
                literalBytesRead += size;
                return literal;
            } catch (NotEnoughDataException e) {
                throw new NotEnoughDataException(e.getNeededSize() + literalBytesRead);
            }
        }
    }

    /** A whole command that James has put in a file. Whoever closes one of its literals deletes the file: the small ones are copied. */
    private static final class FromFile extends ImapRequestLineReader {
        private final NettyStreamImapRequestLineReader file;

        FromFile(NettyStreamImapRequestLineReader file) {
            this.file = file;
        }

        @Override
        public char nextChar() throws DecodingException {
            if (!nextSeen) {
                nextChar = file.consume();
                nextSeen = true;
            }
            return nextChar;
        }

        @Override
        public Literal read(int size, boolean extraCRLF) throws IOException {
            nextSeen = false;
            if (size > StrangerLimits.LITERAL_BYTES) {
                return file.read(size, extraCRLF);
            }
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) file.consume();
            }
            return BytesBackedLiteral.of(bytes);
        }

        @Override
        protected void commandContinuationRequest() {
            // all literals have come
        }
    }
}
