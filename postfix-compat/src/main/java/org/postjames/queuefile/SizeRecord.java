package org.postjames.queuefile;

/**
 * The first record of a queue file: fixed-width numbers, written as zeros first and patched when the message is complete. // REC_TYPE_SIZE_FORMAT
 *
 * @param messageSize the bytes of the content records, from {@code dataOffset} to the extracted marker; the {@code size=} of the log
 * @param dataOffset where the first content record stands
 * @param recipientCount the recipients in the file, done or not
 * @param qmgrFlags bit 0: recipients are mixed with other records; above it the union of all {@code NOTIFY=} bits, shifted by one
 * @param contentLength as {@code messageSize}, but as cleanup(8) left it before filters edited the file
 * @param smtputf8 1 SMTPUTF8 was requested, 2 a header needs it, 4 the sender, 8 a recipient
 */
public record SizeRecord(
        long messageSize, long dataOffset, int recipientCount, int qmgrFlags, long contentLength, int smtputf8) {
    public static final SizeRecord EMPTY = new SizeRecord(0, 0, 0, 0, 0, 0);
    private static final int WIDTH = 15;

    /** The text of the record. */
    public String format() {
        StringBuilder text = new StringBuilder(95);
        append(text, messageSize);
        append(text, dataOffset);
        append(text, recipientCount);
        append(text, qmgrFlags);
        append(text, contentLength);
        append(text, smtputf8);
        return text.toString();
    }

    private static void append(StringBuilder text, long value) {
        if (!text.isEmpty()) {
            text.append(' ');
        }
        pad(text, value, WIDTH);
    }

    static void pad(StringBuilder text, long value, int width) {
        String digits = Long.toString(value);
        text.repeat(' ', Math.max(0, width - digits.length())).append(digits);
    }

    /** Reads the record as old and new releases write it: fields that are missing are zero. */
    static SizeRecord parse(String text) throws CorruptQueueFileException {
        long[] fields = new long[6];
        int count = 0;
        int i = 0;
        while (i < text.length() && count < fields.length) {
            while (i < text.length() && text.charAt(i) == ' ') {
                i++;
            }
            int start = i;
            while (i < text.length() && text.charAt(i) != ' ') {
                i++;
            }
            if (i > start) {
                fields[count++] = number(text, start, i);
            }
        }
        if (count == 0) {
            throw new CorruptQueueFileException("invalid size record: " + text);
        }
        return new SizeRecord(fields[0], fields[1], (int) fields[2], (int) fields[3], fields[4], (int) fields[5]);
    }

    private static long number(String text, int start, int end) throws CorruptQueueFileException {
        long value = 0;
        if (end - start > 18) {
            throw new CorruptQueueFileException("invalid size record: " + text);
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw new CorruptQueueFileException("invalid size record: " + text);
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
