package org.postjames.smtp.client;

import java.io.IOException;

/** Lines as quoted-printable text, with soft line ends before they become too long. // mime_state_downgrade(), RFC 2045 6.7 */
final class QuotedPrintable {
    /** A line that is longer than this gets a soft end. */
    private static final int LONG = 72;

    private static final String HEX = "0123456789ABCDEF";

    private final ContentEncoder out;
    private final byte[] line = new byte[LONG + 8];
    private int length;

    QuotedPrintable(ContentEncoder out) {
        this.out = out;
    }

    /** @param end whether the line ends here, or goes on with the next call */
    void write(byte[] data, int start, int len, boolean end) throws IOException {
        for (int i = start; i < start + len; i++) {
            if (length > LONG) {
                line[length++] = '=';
                flush();
            }
            int c = data[i] & 0xff;
            if (c < ' ' && c != '\t' || c == '=' || c > '~') {
                encode(c);
            } else {
                line[length++] = (byte) c;
            }
        }
        if (end) {
            if (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t')) {
                encode(line[--length]);
            }
            flush();
        }
    }

    private void encode(int c) {
        line[length++] = '=';
        line[length++] = (byte) HEX.charAt(c >> 4);
        line[length++] = (byte) HEX.charAt(c & 0xf);
    }

    private void flush() throws IOException {
        out.line(line, 0, length);
        length = 0;
    }
}
