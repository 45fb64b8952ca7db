package org.postjames.pickup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.cleanup.CleanupOrigin;
import org.postjames.cleanup.CleanupSession;
import org.postjames.queuefile.CorruptQueueFileException;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.RecordReader;
import org.postjames.queuefile.RecordType;

/** One file of {@code maildrop}, read once from its beginning to its end. // pickup.c copy_segment() */
final class Submission {
    private final RecordReader record;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable Address sender;
    private Instant arrived;
    private String fullName = "";
    private String envid = "";
    private String encoding = "";
    private final List<String> verp = new ArrayList<>(1);
    private String dsnOrcpt = "";
    private @Nullable Address original;
    private int dsnNotify;
    private int dsnRet;
    private boolean local = true;
    private boolean timeSeen;
    private int pending;

    Submission(FileChannel channel, FileTime modified) throws IOException {
        this.record = new RecordReader(channel, 0, RecordReader.Mode.FOLLOW);
        this.arrived = modified.toInstant();
    }

    /** Reads up to the first recipient. */
    void readHead() throws IOException {
        pending = record.next();
        while (!isRecipientRecord(pending) && pending != RecordType.MESSAGE) {
            if (pending < 0 || RecordType.ENVELOPE.indexOf(pending) < 0) {
                throw unexpected(pending);
            }
            head(pending);
            pending = record.next();
        }
        if (sender == null) {
            throw new CorruptQueueFileException("no envelope sender");
        }
    }

    private boolean isRecipientRecord(int type) {
        return type == RecordType.RECIPIENT
                || type == RecordType.ORIGINAL_RECIPIENT
                || type == RecordType.DONE
                || type == RecordType.CANCELED_RECIPIENT;
    }

    private static CorruptQueueFileException unexpected(int type) {
        return new CorruptQueueFileException("unexpected or malformed record type " + type);
    }

    private void head(int type) throws CorruptQueueFileException {
        switch (type) {
            case RecordType.TIME -> {
                if (!timeSeen) {
                    timeSeen = true;
                    arrived = time(record.text());
                }
            }
            case RecordType.FULL_NAME -> fullName = record.text();
            case RecordType.SENDER -> {
                if (sender != null) {
                    throw new CorruptQueueFileException("multiple envelope sender records");
                }
                sender = Address.of(record.text());
            }
            case RecordType.VERP -> verp.add(record.text());
            case RecordType.ATTRIBUTE -> attribute(record.text());
            default -> {
                // size, filter, redirect, warning time: made anew // pickup(8) discards them after postsuper -r
            }
        }
    }

    private void attribute(String text) throws CorruptQueueFileException {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new CorruptQueueFileException("malformed attribute: " + text);
        }
        String name = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        switch (name) {
            case QueueAttributes.DSN_ENVID -> envid = value;
            case QueueAttributes.DSN_RET -> dsnRet = small(value);
            case QueueAttributes.DSN_NOTIFY -> dsnNotify = small(value);
            case QueueAttributes.DSN_ORCPT -> dsnOrcpt = value;
            case QueueAttributes.ENCODING -> encoding = value;
            case QueueAttributes.CREATE_TIME -> {}
            case QueueAttributes.REWRITE_CONTEXT -> local = value.equals(QueueAttributes.LOCAL);
            default -> attributes.put(name, value);
        }
    }

    private static int small(String text) throws CorruptQueueFileException {
        if (text.length() != 1 && text.length() != 2 || !Character.isDigit(text.charAt(0))) {
            throw new CorruptQueueFileException("malformed number: " + text);
        }
        return Integer.parseInt(text);
    }

    private static Instant time(String text) throws CorruptQueueFileException {
        try {
            int space = text.indexOf(' ');
            long seconds = Long.parseLong(space < 0 ? text : text.substring(0, space));
            long micros =
                    space < 0 ? 0 : Long.parseLong(text.substring(space + 1).strip());
            return Instant.ofEpochSecond(seconds, micros * 1000);
        } catch (NumberFormatException e) {
            throw new CorruptQueueFileException("malformed time: " + text);
        }
    }

    Address sender() {
        return sender == null ? Address.NULL : sender;
    }

    /** @param requeued whether it was in the queue before */
    CleanupOrigin origin(boolean requeued) {
        return CleanupOrigin.of(requeued ? CleanupOrigin.Kind.REQUEUED : CleanupOrigin.Kind.PICKUP, local, arrived);
    }

    /** Hands over the envelope up to the content. */
    void copyEnvelope(CleanupSession session) throws IOException {
        attributes.forEach(session::attribute);
        session.fullName(fullName);
        session.sender(sender(), envid, dsnRet, encoding, false);
        verp.forEach(session::verpDelimiters);
        int type = pending;
        while (type != RecordType.MESSAGE) {
            if (type < 0 || RecordType.ENVELOPE.indexOf(type) < 0) {
                throw unexpected(type);
            }
            recipientRecord(type, session);
            type = record.next();
        }
    }

    private void recipientRecord(int type, CleanupSession session) throws CorruptQueueFileException {
        switch (type) {
            case RecordType.RECIPIENT -> {
                Address recipient = Address.of(record.text());
                session.recipient(recipient, original == null ? recipient : original, dsnOrcpt, dsnNotify);
                forgetRecipient();
            }
            case RecordType.DONE, RecordType.CANCELED_RECIPIENT -> forgetRecipient();
            case RecordType.ORIGINAL_RECIPIENT -> original = Address.of(record.text());
            case RecordType.ATTRIBUTE -> attribute(record.text());
            default -> {
                // as in the head
            }
        }
    }

    private void forgetRecipient() {
        original = null;
        dsnOrcpt = "";
        dsnNotify = 0;
    }

    /** Hands over the content and the recipients behind it. */
    void copyContent(CleanupSession session) throws IOException {
        session.contentBegins();
        for (int type = record.next(); type != RecordType.EXTRACTED; type = record.next()) {
            switch (type) {
                case RecordType.NORMAL -> session.line(record.data(), record.start(), record.length());
                case RecordType.CONTINUED -> session.partialLine(record.data(), record.start(), record.length());
                default -> throw unexpected(type);
            }
        }
        for (int type = record.next(); type != RecordType.END; type = record.next()) {
            if (type < 0 || RecordType.EXTRACT.indexOf(type) < 0) {
                throw unexpected(type);
            }
            recipientRecord(type, session);
        }
    }
}
