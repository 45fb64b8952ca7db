package org.postjames.pickup;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A message as a local program pipes it in, line by line. Lines may be of any length; longer ones than the limit come in pieces. // rec_streamlf.c, sendmail(1)
 */
public final class SubmittedLines {
    /** What {@link #next} found. */
    public enum Piece {
        /** A line, or the rest of one. */
        LINE,
        /** The beginning of a line that goes on. */
        PART,
        END
    }

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[1 << 16];
    private byte[] line;
    private int position;
    private int filled;
    private int length;

    public SubmittedLines(InputStream in, int lineLengthLimit) {
        this.in = in;
        this.limit = lineLengthLimit;
        this.line = new byte[lineLengthLimit];
    }

    /** Reads on; the bytes are in {@link #data}. A last line without LF counts as a part: its end is unknown. */
    public Piece next() throws IOException {
        length = 0;
        while (true) {
            if (position == filled) {
                filled = in.read(buffer);
                position = 0;
                if (filled <= 0) {
                    filled = 0;
                    return length > 0 ? Piece.PART : Piece.END;
                }
            }
            int end = position;
            int last = Math.min(filled, position + limit - length);
            while (end < last && buffer[end] != '\n') {
                end++;
            }
            if (length + end - position > line.length) {
                line = Arrays.copyOf(line, limit);
            }
            System.arraycopy(buffer, position, line, length, end - position);
            length += end - position;
            position = end;
            if (position < filled && buffer[position] == '\n') {
                position++;
                return Piece.LINE;
            }
            if (length == limit) {
                return Piece.PART;
            }
        }
    }

    public byte[] data() {
        return line;
    }

    public int length() {
        return length;
    }

    /** Leaves out carriage returns at the end. */
    public void stripCarriageReturns() {
        while (length > 0 && line[length - 1] == '\r') {
            length--;
        }
    }
}
