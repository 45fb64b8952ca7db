package org.postjames.smtp.client;

import java.io.IOException;
import java.io.InputStream;

/** Sends content as DATA wants it: CRLF line ends, dots doubled, long lines broken with CRLF and a blank. // smtp_proto.c: smtp_text_out() */
final class ContentEncoder {
    private static final int CHUNK = 32 * 1024;

    private final SmtpConnection out;
    private final int lineLimit;
    private int column;
    private boolean broke;

    /** @param lineLimit the most bytes in a line, 0 for any number */
    ContentEncoder(SmtpConnection out, int lineLimit) {
        this.out = out;
        this.lineLimit = lineLimit == 0 ? Integer.MAX_VALUE : lineLimit;
    }

    /** Whether a line had to be broken. */
    boolean broke() {
        return broke;
    }

    /** @param size about how many bytes there are */
    void send(InputStream content, long size) throws IOException {
        byte[] chunk = new byte[(int) Math.max(512, Math.min(CHUNK, size))];
        int last = '\n';
        for (int count = content.read(chunk); count >= 0; count = content.read(chunk)) {
            if (count > 0) {
                encode(chunk, count);
                last = chunk[count - 1];
            }
        }
        if (last != '\n') {
            endLine();
        }
    }

    private void encode(byte[] chunk, int count) throws IOException {
        int position = 0;
        while (position < count) {
            if (chunk[position] == '\n') {
                endLine();
                position++;
                continue;
            }
            int end = position;
            while (end < count && chunk[end] != '\n') {
                end++;
            }
            write(chunk, position, end - position);
            position = end;
        }
    }

    /** A line, or what is left of it. */
    void line(byte[] data, int start, int len) throws IOException {
        write(data, start, len);
        endLine();
    }

    /** A piece of a line. */
    void write(byte[] data, int start, int len) throws IOException {
        if (len > 0 && column == 0 && data[start] == '.') {
            out.write('.');
        }
        int position = start;
        int end = start + len;
        while (position < end) {
            if (column == lineLimit) {
                endLine();
                out.write(' ');
                column = 1;
                broke = true;
            }
            int part = Math.min(end - position, lineLimit - column);
            out.write(data, position, part);
            column += part;
            position += part;
        }
    }

    private void endLine() throws IOException {
        out.write('\r');
        out.write('\n');
        column = 0;
    }
}
