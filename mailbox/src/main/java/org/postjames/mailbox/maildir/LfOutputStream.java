package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.io.OutputStream;

/** Writes CRLF as LF, and counts what a reader with CRLF line ends will see. */
final class LfOutputStream extends OutputStream {
    private final OutputStream out;
    private boolean heldCr;
    private byte last;
    private long written;
    private long virtual;

    LfOutputStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        if (heldCr) {
            heldCr = false;
            if (b != '\n') {
                emit((byte) '\r');
            }
        }
        if (b == '\r') {
            heldCr = true;
        } else {
            emit((byte) b);
        }
    }

    private void emit(byte b) throws IOException {
        out.write(b);
        written++;
        virtual += b == '\n' && last != '\r' ? 2 : 1;
        last = b;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        for (int i = off; i < off + len; i++) {
            write(b[i]);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** Writes a CR at the very end that no LF followed. */
    void end() throws IOException {
        if (heldCr) {
            heldCr = false;
            emit((byte) '\r');
        }
        out.flush();
    }

    long written() {
        return written;
    }

    /** The size with CRLF line ends. */
    long virtualSize() {
        return virtual;
    }
}
