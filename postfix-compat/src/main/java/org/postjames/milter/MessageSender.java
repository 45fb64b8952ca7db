package org.postjames.milter;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows one message to one filter: each header, the end of the headers, the body in pieces, the end. // milter8_message() */
final class MessageSender {
    private static final int CHUNK = 65_535;
    private static final byte[] NOTHING = {};

    private final MilterClient client;
    private final List<String> hidden;
    private final Macros macros;
    private final MessageEdits edits;
    private @Nullable MilterReply reply;
    private final byte[] block = new byte[8192];
    private int position;
    private int limit;

    /** As they stand in packets. */
    record Macros(byte[] endOfHeader, byte[] endOfData) {}

    MessageSender(MilterClient client, List<String> hidden, Macros macros, MessageEdits edits) {
        this.client = client;
        this.hidden = new ArrayList<>(hidden);
        this.macros = macros;
        this.edits = edits;
    }

    @Nullable
    MilterReply send(MilterContent content) {
        if (!client.beginMessage()) {
            return client.other();
        }
        try (InputStream in = content.open()) {
            send(in);
        } catch (IOException e) {
            client.warn("milter8_message: error reading queue file: " + e.getMessage());
            reply = new MilterReply.Refuse("450 4.3.0 Queue file write error");
        }
        client.endMessage();
        return reply;
    }

    private boolean done() {
        return reply != null || !client.inMessage();
    }

    private void send(InputStream in) throws IOException {
        boolean headers = client.wants(MilterEvent.HEADER);
        ByteArrayOutputStream header = new ByteArrayOutputStream(256);
        byte[] line = line(in);
        while (line != null && !done()) {
            boolean folded = header.size() > 0 && line.length > 0 && (line[0] == ' ' || line[0] == '\t');
            if (!folded) {
                if (header.size() > 0) {
                    header(header.toString(StandardCharsets.ISO_8859_1), headers);
                    header.reset();
                }
                if (nameLength(line) == 0) {
                    break;
                }
            } else {
                header.write('\n');
            }
            header.write(line, 0, line.length);
            line = line(in);
        }
        if (header.size() > 0 && !done()) {
            header(header.toString(StandardCharsets.ISO_8859_1), headers);
        }
        if (!done() && client.wants(MilterEvent.END_OF_HEADER)) {
            reply = client.event(MilterEvent.END_OF_HEADER, macros.endOfHeader(), NOTHING);
        }
        if (!done() && line != null && client.wants(MilterEvent.BODY)) {
            body(in);
        }
        if (!done()) {
            reply = client.event(MilterEvent.END_OF_BODY, macros.endOfData(), NOTHING, edits);
        }
    }

    private boolean fill(InputStream in) throws IOException {
        position = 0;
        limit = Math.max(0, in.read(block, 0, block.length));
        return limit > 0;
    }

    /** A line without its end; null behind the last one. The lines read here are those of headers, whose length is bounded. */
    private byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = null;
        while (position < limit || fill(in)) {
            int end = position;
            while (end < limit && block[end] != '\n') {
                end++;
            }
            byte[] piece = Arrays.copyOfRange(block, position, end);
            boolean complete = end < limit;
            position = complete ? end + 1 : end;
            if (complete && line == null) {
                return piece;
            }
            line = line == null ? new ByteArrayOutputStream() : line;
            line.write(piece, 0, piece.length);
            if (complete) {
                return line.toByteArray();
            }
        }
        return line == null ? null : line.toByteArray();
    }

    /** The length of a header's name; 0 if the line is no header. // is_header() */
    private static int nameLength(byte[] line) {
        int i = 0;
        while (i < line.length && line[i] > ' ' && line[i] < 127 && line[i] != ':') {
            i++;
        }
        int end = i;
        while (i < line.length && (line[i] == ' ' || line[i] == '\t')) {
            i++;
        }
        return i < line.length && line[i] == ':' ? end : 0;
    }

    private void header(String text, boolean wanted) {
        if (!wanted || hidden.remove(text)) {
            return;
        }
        int name = nameLength(text.getBytes(StandardCharsets.ISO_8859_1));
        int value = text.indexOf(':', name) + 1;
        if (!client.keepsLeadingSpace() && value < text.length() && text.charAt(value) == ' ') {
            value++; // Sendmail eats one space, not a tab
        }
        reply = client.event(
                MilterEvent.HEADER,
                macros.endOfHeader(),
                MilterClient.PacketText.of(text.substring(0, name), text.substring(value)));
    }

    /** The line that separates header and body has been read already: filters do not see it. */
    private void body(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int used = 0;
        while (position < limit || fill(in)) {
            while (position < limit) {
                byte b = block[position++];
                if (b == '\n') {
                    chunk[used++] = '\r';
                    if (used == CHUNK) {
                        used = flush(chunk, used);
                        if (done()) {
                            return;
                        }
                    }
                }
                chunk[used++] = b;
                if (used == CHUNK) {
                    used = flush(chunk, used);
                    if (done()) {
                        return;
                    }
                }
            }
        }
        if (used > 0) {
            flush(chunk, used);
        }
    }

    private int flush(byte[] chunk, int used) {
        reply = client.event(
                MilterEvent.BODY, macros.endOfData(), used == chunk.length ? chunk : Arrays.copyOf(chunk, used));
        return 0;
    }
}
