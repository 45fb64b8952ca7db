package org.postjames.mailbox;

import java.io.IOException;
import java.io.OutputStream;

/** Puts {@code >} before each line that begins with {@code From }, which would otherwise begin a message in an mbox. */
final class FromQuoting extends OutputStream {
    private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

    private final OutputStream out;
    /** How much of FROM this line has matched so far; held back until it is decided. -1: not at a line start. */
    private int matched;

    FromQuoting(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        int end = off + len;
        int from = off;
        int i = off;
        while (i < end) {
            if (matched < 0) {
                i = afterNewline(b, i, end);
                if (i > from && b[i - 1] == '\n') {
                    matched = 0;
                }
                out.write(b, from, i - from);
                from = i;
            } else if (b[i] == FROM[matched]) {
                matched++;
                i++;
                from = i;
                if (matched == FROM.length) {
                    out.write('>');
                    release();
                }
            } else {
                release();
            }
        }
    }

    private static int afterNewline(byte[] b, int from, int end) {
        for (int i = from; i < end; i++) {
            if (b[i] == '\n') {
                return i + 1;
            }
        }
        return end;
    }

    private void release() throws IOException {
        out.write(FROM, 0, matched);
        matched = -1;
    }

    /** Ends the message: completes a last line without newline, then the empty line that separates messages. */
    void end() throws IOException {
        if (matched != 0) {
            if (matched > 0) {
                release();
            }
            out.write('\n');
        }
        out.write('\n');
        matched = 0;
    }
}
