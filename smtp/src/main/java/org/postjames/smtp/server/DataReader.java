package org.postjames.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a message up to {@code CR LF . CR LF}, straight from the wire's buffer: no line becomes a string or is copied here. Lines longer than
 * {@code line_length_limit} are handed on in pieces. // smtpd.c, receive_data_message()
 */
final class DataReader {
    private static final byte[] MAILBOX_LINE = "X-Mailbox-Line: ".getBytes(StandardCharsets.US_ASCII);

    private final MessageContent content;
    private final int lineLimit;
    private final Wire wire;
    private final boolean checkNewlines;
    private boolean first = true;

    DataReader(Session session, MessageContent content) {
        this.content = content;
        this.lineLimit = session.settings.lineLimit;
        this.wire = session.wire;
        this.checkNewlines = session.bareNewline != SmtpdSettings.BareNewline.ACCEPT;
    }

    /** Reads everything, even if the message is refused already. */
    void read() throws IOException {
        boolean lineStart = true;
        boolean bareBefore = false;
        wire.expectContent();
        while (true) {
            wire.readRecord(lineLimit);
            byte[] data = wire.buffer();
            int start = wire.start();
            int length = wire.length();
            boolean bare = checkNewlines && wire.bareNewline();
            if (bare) {
                content.bareNewlineSeen();
            }
            if (first && isMailboxLine(data, start, length)) {
                content.put(prefixed(data, start, length), 0, MAILBOX_LINE.length + length, wire.complete());
            } else {
                first = false;
                boolean dot = lineStart && length > 0 && data[start] == '.';
                if (dot && length == 1) {
                    if (!bare && !bareBefore) {
                        return;
                    }
                    // a dot between bare newlines is neither the end nor content: that is how mail is smuggled
                } else {
                    int skip = dot ? 1 : 0; // RFC 5321 4.5.2
                    content.put(data, start + skip, length - skip, wire.complete());
                }
            }
            lineStart = wire.complete();
            bareBefore = bare;
        }
    }

    /** sendmail(8) lets a message begin with an mbox separator, so Postfix does. */
    private static boolean isMailboxLine(byte[] data, int start, int length) {
        int i = start;
        int end = start + length;
        while (i < end && data[i] == '>') {
            i++;
        }
        return end - i >= 5
                && data[i] == 'F'
                && data[i + 1] == 'r'
                && data[i + 2] == 'o'
                && data[i + 3] == 'm'
                && data[i + 4] == ' ';
    }

    private static byte[] prefixed(byte[] data, int start, int length) {
        byte[] line = new byte[MAILBOX_LINE.length + length];
        System.arraycopy(MAILBOX_LINE, 0, line, 0, MAILBOX_LINE.length);
        System.arraycopy(data, start, line, MAILBOX_LINE.length, length);
        return line;
    }
}
