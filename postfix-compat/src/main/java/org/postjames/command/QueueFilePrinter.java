package org.postjames.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.postjames.queuefile.CorruptQueueFileException;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.RecordReader;
import org.postjames.queuefile.RecordType;

/** Prints one queue file. // postcat.c */
final class QueueFilePrinter {
    static final int OFFSET = 1;
    static final int ENVELOPE = 2;
    static final int HEADER = 4;
    static final int BODY = 8;
    static final int TYPE = 16;
    static final int RAW = 32;
    static final int VERBOSE = 64;
    static final int TEXT = HEADER | BODY;
    static final int ALL = ENVELOPE | TEXT;

    private enum State {
        ENVELOPE,
        HEADER,
        BODY
    }

    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private final FileChannel file;
    private final String name;
    private final int flags;
    private final long start;
    private final PrintStream out;
    private final CommandMessages messages;
    private State state = State.ENVELOPE;
    private boolean printing;
    private int previous;
    private long dataSize = -1;
    private long dataOffset = -1;
    private long offset;

    QueueFilePrinter(FileChannel file, String name, int flags, long start, PrintStream out, CommandMessages messages) {
        this.file = file;
        this.name = name;
        this.flags = flags;
        this.start = start;
        this.out = out;
        this.messages = messages;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    void print() throws IOException, CommandFailure {
        if (start == 0) {
            ByteBuffer first = ByteBuffer.allocate(1);
            if (file.read(first, 0) == 1 && RecordType.ENVELOPE.indexOf(first.get(0) & 0xff) < 0) {
                messages.warning(name + ": input is not a valid queue file");
                return;
            }
            if (has(ENVELOPE)) {
                text("*** ENVELOPE RECORDS " + name + " ***\n");
            }
        }
        printing = has(ENVELOPE);
        RecordReader record =
                new RecordReader(file, start, has(VERBOSE) ? RecordReader.Mode.RAW : RecordReader.Mode.FOLLOW);
        try {
            boolean more = true;
            while (more) {
                offset = record.position();
                int type = record.next();
                more = type != RecordReader.END_OF_FILE && one(type, record);
            }
        } catch (CorruptQueueFileException e) {
            messages.warning(name + ": " + e.getMessage());
            out.flush();
            throw new CommandFailure("record read error");
        }
    }

    /** @return whether to go on */
    private boolean one(int type, RecordReader record) throws IOException {
        switch (type) {
            case RecordType.NORMAL, RecordType.CONTINUED -> {
                if (!atText(record)) {
                    return false;
                }
                if (state == State.BODY && !printing && dataOffset >= 0) {
                    return true;
                }
            }
            case RecordType.MESSAGE -> {
                return atContent(record);
            }
            case RecordType.EXTRACTED -> {
                return atExtracted();
            }
            case RecordType.END -> {
                if (state != State.ENVELOPE) {
                    messages.warning(name + ": out-of-order message end marker");
                }
                if (has(ENVELOPE)) {
                    marker(RecordType.END, "MESSAGE FILE END");
                }
                return has(RAW);
            }
            case RecordType.POINTER -> {
                if (printing) {
                    named(type, record.text());
                }
                if (!has(RAW)) {
                    record.follow();
                }
                return true;
            }
            case RecordType.SIZE -> {
                atSize(record);
                return true;
            }
            default -> {}
        }
        if (printing) {
            value(type, record);
        }
        return true;
    }

    /** @return false if there is nothing left to print */
    private boolean atText(RecordReader record) {
        if (state == State.HEADER && has(TEXT) && previous != RecordType.CONTINUED && !isHeader(record)) {
            state = State.BODY;
            printing = has(BODY);
            if (!printing && !has(ENVELOPE)) {
                return false;
            }
            if (!printing && dataOffset >= 0 && dataSize >= 0) {
                record.seek(dataOffset + dataSize);
            }
        }
        return true;
    }

    private static boolean isHeader(RecordReader record) {
        byte[] data = record.data();
        int begin = record.start();
        int length = record.length();
        if (length > 0 && (data[begin] == ' ' || data[begin] == '\t')) {
            return true;
        }
        int count = 0;
        boolean space = false;
        for (int i = begin; i < begin + length; i++) {
            int c = data[i];
            if (c == ':') {
                return count > 0;
            }
            if (c == ' ' || c == '\t') {
                if (count == 0) {
                    return false;
                }
                space = true;
            } else if (c <= ' ' || c == 127 || space) {
                return false;
            } else {
                count++;
            }
        }
        return false;
    }

    private boolean atContent(RecordReader record) {
        if (state != State.ENVELOPE) {
            messages.warning(name + ": out-of-order message content marker");
        }
        if (has(ENVELOPE)) {
            marker(RecordType.MESSAGE, "MESSAGE CONTENTS");
        }
        if (!has(TEXT) && dataOffset >= 0 && dataSize >= 0) {
            record.seek(dataOffset + dataSize);
        }
        state = State.HEADER;
        printing = has(HEADER);
        return true;
    }

    private boolean atExtracted() {
        if (state == State.ENVELOPE) {
            messages.warning(name + ": out-of-order extracted segment marker");
        }
        if (printing && previous == RecordType.CONTINUED) {
            text("\n");
        }
        if (has(ENVELOPE)) {
            marker(RecordType.EXTRACTED, "HEADER EXTRACTED");
        }
        state = State.ENVELOPE;
        printing = has(ENVELOPE);
        return printing;
    }

    private void atSize(RecordReader record) {
        String value = record.text();
        if (printing) {
            named(RecordType.SIZE, value);
        }
        if (dataSize >= 0 || dataOffset >= 0) {
            messages.warning("file contains multiple size records");
            return;
        }
        String[] fields = value.strip().split(" +");
        dataSize = fields.length > 0 ? number(fields[0]) : -1;
        dataOffset = fields.length > 1 ? number(fields[1]) : -1;
        if (dataOffset <= 0 || dataSize <= 0) {
            messages.warning("invalid size record: " + (value.length() > 100 ? value.substring(0, 100) : value));
        }
        if (!has(ENVELOPE) && dataOffset >= 0) {
            record.seek(dataOffset);
            state = State.HEADER;
            printing = has(HEADER);
        }
    }

    private static long number(String text) {
        long value = 0;
        for (int i = 0; i < text.length() && i < 18; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return i == 0 ? -1 : value;
            }
            value = value * 10 + (c - '0');
        }
        return text.isEmpty() ? -1 : value;
    }

    private void prefix(int type) {
        if (has(OFFSET)) {
            text(padded(offset, 9) + " ");
        }
        if (has(TYPE)) {
            text(padded(type, 3) + " ");
        }
    }

    private static String padded(long value, int width) {
        String digits = Long.toString(value);
        return " ".repeat(Math.max(0, width - digits.length())) + digits;
    }

    private void marker(int type, String words) {
        prefix(type);
        text("*** " + words + " " + name + " ***\n");
    }

    private void named(int type, String value) {
        prefix(type);
        text(RecordType.name(type) + ": " + value + "\n");
    }

    private void value(int type, RecordReader record) {
        prefix(type);
        previous = type;
        switch (type) {
            case RecordType.TIME, RecordType.WARNING_TIME ->
                text(RecordType.name(type) + ": "
                        + asctime(number(record.text().strip().split(" ")[0])));
            case RecordType.CONTINUED -> {
                if (state == State.ENVELOPE) {
                    text("content_filter: ");
                } else if (has(VERBOSE)) {
                    text("unterminated_text: ");
                }
                out.write(record.data(), record.start(), record.length());
                if (state == State.ENVELOPE || has(VERBOSE | OFFSET)) {
                    previous = 0;
                    text("\n");
                }
            }
            case RecordType.NORMAL -> {
                if (has(VERBOSE)) {
                    text("regular_text: ");
                }
                out.write(record.data(), record.start(), record.length());
                text("\n");
            }
            case RecordType.ATTRIBUTE -> attribute(record.text());
            default -> text(RecordType.name(type) + ": " + record.text() + "\n");
        }
    }

    private void attribute(String text) {
        int equals = text.indexOf('=');
        String attribute = equals < 0 ? "" : text.substring(0, equals).strip();
        if (equals < 0 || attribute.isEmpty()) {
            messages.warning(name + ": malformed attribute: "
                    + (equals < 0 ? "missing '=' after attribute name" : "missing attribute name") + ": "
                    + (text.length() > 100 ? text.substring(0, 100) : text));
            return;
        }
        String value = text.substring(equals + 1).strip();
        if (attribute.equals(QueueAttributes.CREATE_TIME)) {
            text("create_time: " + asctime(number(value)));
        } else {
            text("named_attribute: " + attribute + "=" + value + "\n");
        }
    }

    /** asctime(3): {@code Thu Jan  1 00:00:00 1970} and a line end. */
    private static String asctime(long seconds) {
        ZonedDateTime time = Instant.ofEpochSecond(Math.max(0, seconds)).atZone(ZoneId.systemDefault());
        return DAYS[time.getDayOfWeek().getValue() - 1] + " " + MONTHS[time.getMonthValue() - 1] + " "
                + padded(time.getDayOfMonth(), 2) + " " + two(time.getHour()) + ":" + two(time.getMinute()) + ":"
                + two(time.getSecond()) + " " + time.getYear() + "\n";
    }

    private static String two(int value) {
        return value < 10 ? "0" + value : Integer.toString(value);
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
    }
}
