package org.postjames.pickup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueFileWriter;
import org.postjames.queuefile.RecordType;

/**
 * Records that a local program says are a message. Nothing of them is trusted: what a user may not say is left out with a warning, what is no message is
 * refused. // postdrop(1)
 */
public final class PostdropInput {
    private static final int STATUS_BAD = 1;
    private static final int LENGTH_BITS = 32;
    private static final String CONTENT = "XLN";

    private final InputStream in;
    private final int limit;
    private final long uid;
    private final Consumer<String> warnings;
    private final LoginSenders senders;
    private String reason = "";
    private boolean sender;
    private boolean recipient;
    private byte[] data = {};

    /** The input is no message; the message of this exception is what postdrop says then. */
    public static final class MalformedInputException extends Exception {
        private static final long serialVersionUID = 1;

        MalformedInputException(String message) {
            super(message);
        }
    }

    /**
     * @param lineLengthLimit the longest record
     * @param uid whose input it is
     * @param senders whom he may name as the sender
     */
    public PostdropInput(
            InputStream in, int lineLengthLimit, long uid, LoginSenders senders, Consumer<String> warnings) {
        this.senders = senders;
        this.in = in;
        this.limit = lineLengthLimit;
        this.uid = uid;
        this.warnings = warnings;
    }

    /**
     * Copies the message up to its end.
     *
     * @return 0 for a message, another number if it lacks its sender or recipients, or {@link #reason} says what else is wrong; -1 if the input ended before the
     *     message did: the caller changed its mind
     */
    public int copy(QueueFileWriter records) throws IOException, MalformedInputException {
        String[] expected = {RecordType.POST_ENVELOPE, CONTENT, RecordType.POST_EXTRACT};
        int segment = 0;
        while (true) {
            int type = in.read();
            if (type < 0) {
                return -1;
            }
            int length = record(type);
            if (expected[segment].indexOf(type) < 0) {
                throw malformed("unexpected record type: " + type);
            }
            checkText(type, length);
            if (type == expected[segment].charAt(0)) {
                segment++;
            }
            if (type == RecordType.SENDER) {
                sender = true;
                Optional<LoginSenders.Refusal> refusal =
                        senders.refusal(new String(data, 0, length, StandardCharsets.ISO_8859_1));
                if (refusal.isPresent()) {
                    reason = refusal.get().reason();
                    skip();
                    return refusal.get().status();
                }
            }
            recipient |= type == RecordType.RECIPIENT;
            if (type == RecordType.ATTRIBUTE) {
                attribute(new String(data, 0, length, StandardCharsets.ISO_8859_1), records);
            } else {
                records.record(type, data, 0, length);
            }
            if (type == RecordType.END) {
                return sender && recipient ? 0 : STATUS_BAD;
            }
        }
    }

    /** What to tell the user of a message that was refused, or empty. */
    public String reason() {
        return reason;
    }

    /** Reads the rest of a message that is not taken. */
    private void skip() throws IOException, MalformedInputException {
        int type = in.read();
        while (type >= 0) {
            record(type);
            if (type == RecordType.END) {
                return;
            }
            type = in.read();
        }
    }

    private MalformedInputException malformed(String text) {
        return new MalformedInputException("uid=" + uid + ": " + text);
    }

    // Postfix differs: 3.7.11 takes line ends and NULs in addresses and attributes, because it does not look; later
    // releases
    // refuse them, since they get into log lines and headers.
    private void checkText(int type, int length) throws MalformedInputException {
        if (type == RecordType.NORMAL || type == RecordType.CONTINUED) {
            return;
        }
        for (int i = 0; i < length; i++) {
            if (data[i] == '\n' || data[i] == '\r' || data[i] == 0) {
                throw malformed("null or line break in record type: " + type);
            }
        }
    }

    private int record(int type) throws IOException, MalformedInputException {
        long length = 0;
        int shift = 0;
        int b;
        do {
            if (shift >= LENGTH_BITS) {
                throw broken("too many length bits, record type " + type);
            }
            b = in.read();
            if (b < 0) {
                throw broken("unexpected EOF reading length, record type " + type);
            }
            length |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while ((b & 0x80) != 0);
        int signed = (int) length;
        if (signed != length || signed > limit) {
            in.skip(Math.max(0, signed));
            throw broken("illegal length " + signed + ", record type " + type);
        }
        if (data.length < signed) {
            data = new byte[limit];
        }
        if (in.readNBytes(data, 0, signed) != signed) {
            throw broken("unexpected EOF in data, record type " + type + " length " + signed);
        }
        return signed;
    }

    private MalformedInputException broken(String text) {
        warnings.accept("stdin: " + text);
        return malformed("malformed input");
    }

    /** What a user may say about his message. */
    private void attribute(String text, QueueFileWriter records) throws IOException {
        int equals = text.indexOf('=');
        String name = (equals < 0 ? text : text.substring(0, equals)).strip();
        if (equals < 0 || name.isEmpty()) {
            String flaw = name.isEmpty() ? "missing attribute name" : "missing '=' after attribute name";
            warnings.accept("uid=" + uid + ": ignoring malformed record: " + flaw + ": " + shortened(text));
            return;
        }
        String value = text.substring(equals + 1).strip();
        boolean allowed =
                switch (name) {
                    case QueueAttributes.ENCODING -> value.isEmpty() || value.equals("7bit") || value.equals("8bit");
                    case QueueAttributes.REWRITE_CONTEXT ->
                        value.equals(QueueAttributes.LOCAL) || value.equals(QueueAttributes.REMOTE);
                    case QueueAttributes.DSN_ENVID,
                            QueueAttributes.DSN_NOTIFY,
                            QueueAttributes.DSN_ORCPT,
                            QueueAttributes.DSN_RET,
                            QueueAttributes.CREATE_TIME,
                            QueueAttributes.TRACE_FLAGS -> true;
                    default -> false;
                };
        if (allowed) {
            records.attribute(name, value);
        } else {
            warnings.accept("uid=" + uid + ": ignoring attribute record: " + shortened(name) + "=" + shortened(value));
        }
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) : text;
    }
}
