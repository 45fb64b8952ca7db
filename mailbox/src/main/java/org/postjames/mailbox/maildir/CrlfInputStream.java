package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.io.InputStream;

/** A file with LF (or mixed) line ends, read with CRLF line ends. */
final class CrlfInputStream extends InputStream {
    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;
    private boolean afterCr;
    private boolean owesLf;

    CrlfInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        if (len == 0) {
            return 0;
        }
        int out = off;
        int limit = off + len;
        while (out < limit) {
            if (owesLf) {
                b[out++] = '\n';
                owesLf = false;
                continue;
            }
            if (at == end) {
                if (out > off) {
                    break;
                }
                end = in.read(buffer, 0, buffer.length);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    return -1;
                }
            }
            byte c = buffer[at++];
            if (c == '\n' && !afterCr) {
                b[out++] = '\r';
                owesLf = true;
            } else {
                b[out++] = c;
            }
            afterCr = c == '\r';
        }
        return out - off;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** How long the stream would be. */
    static long size(InputStream in) throws IOException {
        byte[] block = new byte[16384];
        long size = 0;
        boolean cr = false;
        for (int n = in.read(block); n > 0; n = in.read(block)) {
            size += n;
            for (int i = 0; i < n; i++) {
                if (block[i] == '\n' && !cr) {
                    size++;
                }
                cr = block[i] == '\r';
            }
        }
        return size;
    }
}
