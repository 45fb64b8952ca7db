package org.postjames.delivery;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A message on its way into a command, its lines changed as {@code eol=} and the flags {@code .} and {@code >} say. // mail_copy.c */
final class PipedLines extends OutputStream {
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] eol;
    private final boolean dots;
    private final boolean quotes;

    /** How many bytes of the line were held back because they may be the beginning of {@code From }; -1 behind that. */
    private int held;

    private boolean atLineStart = true;

    PipedLines(OutputStream out, PipeAttributes attributes) {
        this.out = out;
        this.eol = attributes.eol().getBytes(StandardCharsets.ISO_8859_1);
        this.dots = attributes.has('.');
        this.quotes = attributes.has('>');
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            if (atLineStart && held >= 0) {
                beginning(data[i++]);
                continue;
            }
            int line = i;
            while (line < end && data[line] != '\n') {
                line++;
            }
            out.write(data, i, line - i);
            if (line < end) {
                endLine();
                line++;
            }
            i = line;
        }
    }

    private void beginning(byte b) throws IOException {
        if (held == 0 && dots && b == '.') {
            out.write('.');
        }
        if (quotes && b == FROM[held]) {
            held++;
            if (held == FROM.length) {
                out.write('>');
                release();
            }
            return;
        }
        release();
        if (b == '\n') {
            endLine();
        } else {
            out.write(b);
        }
    }

    private void release() throws IOException {
        out.write(FROM, 0, Math.max(0, held));
        held = -1;
        atLineStart = false;
    }

    private void endLine() throws IOException {
        out.write(eol);
        atLineStart = true;
        held = 0;
    }

    /** Ends the last line if it has no end. */
    void finish(boolean blankLine) throws IOException {
        if (!atLineStart || held > 0) {
            release();
            out.write(eol);
        }
        if (blankLine) {
            out.write(eol);
        }
    }
}
