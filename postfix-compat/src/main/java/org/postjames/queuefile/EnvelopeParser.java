package org.postjames.queuefile;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;

/** Collects the envelope while its records come by. // qmgr_message_read() */
final class EnvelopeParser {
    private final int recipientLimit;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<QueueRecipient> recipients = new ArrayList<>();
    private @Nullable SizeRecord sizes;
    private @Nullable Address sender;
    private @Nullable Address original;
    private @Nullable Instant arrived;
    private @Nullable Instant created;
    private String fullName = "";
    private String envid = "";
    private String encoding = "";
    private String contentFilter = "";
    private String redirect = "";
    private String verp = "";
    private String dsnOrcpt = "";
    private int dsnNotify;
    private int dsnRet;
    private long warningTime;
    private long warningOffset = -1;
    private long nextRecipients;

    EnvelopeParser(int recipientLimit) {
        this.recipientLimit = recipientLimit;
    }

    boolean isFull() {
        return nextRecipients != 0;
    }

    List<QueueRecipient> recipients() {
        return recipients;
    }

    long nextRecipients() {
        return nextRecipients;
    }

    SizeRecord sizes() throws CorruptQueueFileException {
        if (sizes == null || sizes.dataOffset() <= 0) {
            throw new CorruptQueueFileException("missing or invalid size record");
        }
        return sizes;
    }

    void accept(int type, RecordReader record) throws CorruptQueueFileException {
        switch (type) {
            case RecordType.RECIPIENT -> recipient(record);
            case RecordType.DONE, RecordType.CANCELED_RECIPIENT -> forgetRecipientAttributes();
            case RecordType.ORIGINAL_RECIPIENT -> original = Address.of(record.text());
            case RecordType.DSN_ORCPT -> dsnOrcpt = record.text();
            case RecordType.DSN_NOTIFY -> dsnNotify = (int) number(record.text());
            case RecordType.ATTRIBUTE -> attribute(record.text());
            case RecordType.SIZE -> sizes = sizes == null ? SizeRecord.parse(record.text()) : sizes;
            case RecordType.TIME -> arrived = arrived == null ? time(record.text()) : arrived;
            case RecordType.CREATE_TIME -> created = Instant.ofEpochSecond(number(record.text()));
            case RecordType.FULL_NAME -> fullName = record.text();
            case RecordType.SENDER -> sender = sender == null ? Address.of(record.text()) : sender;
            case RecordType.FILTER -> contentFilter = record.text();
            case RecordType.REDIRECT -> redirect = record.text();
            case RecordType.VERP -> verp = verp.isEmpty() ? record.text() : verp;
            case RecordType.DSN_RET -> dsnRet = (int) number(record.text());
            case RecordType.DSN_ENVID -> envid = record.text();
            case RecordType.WARNING_TIME -> {
                if (warningOffset < 0) {
                    warningOffset = record.recordOffset();
                    warningTime = number(record.text().strip());
                }
            }
            case RecordType.INSPECTOR,
                    RecordType.KILLED,
                    RecordType.RETURN_RECEIPT,
                    RecordType.ERRORS_TO,
                    RecordType.PRIORITY -> {}
            default -> throw new CorruptQueueFileException("unexpected record type " + type + " in envelope");
        }
    }

    private void recipient(RecordReader record) {
        if (nextRecipients == 0) {
            recipients.add(new QueueRecipient(
                    Address.of(record.text()),
                    original == null ? Address.NULL : original,
                    dsnOrcpt,
                    dsnNotify,
                    record.recordOffset()));
            if (recipients.size() >= recipientLimit) {
                nextRecipients = record.position();
            }
        }
        forgetRecipientAttributes();
    }

    private void forgetRecipientAttributes() {
        original = null;
        dsnOrcpt = "";
        dsnNotify = 0;
    }

    private void attribute(String text) throws CorruptQueueFileException {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new CorruptQueueFileException("malformed attribute: " + text);
        }
        String name = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        switch (name) {
            case QueueAttributes.DSN_ORCPT -> dsnOrcpt = value;
            case QueueAttributes.DSN_NOTIFY -> dsnNotify = (int) number(value);
            case QueueAttributes.DSN_ENVID -> envid = value;
            case QueueAttributes.DSN_RET -> dsnRet = (int) number(value);
            case QueueAttributes.CREATE_TIME -> created = Instant.ofEpochSecond(number(value));
            case QueueAttributes.ENCODING -> encoding = value;
            default -> attributes.put(name, value);
        }
    }

    private static Instant time(String text) throws CorruptQueueFileException {
        int space = text.indexOf(' ');
        return space < 0
                ? Instant.ofEpochSecond(number(text))
                : Instant.ofEpochSecond(number(text.substring(0, space)), number(text.substring(space + 1)) * 1000);
    }

    private static long number(String text) throws CorruptQueueFileException {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || i > 11) {
                throw new CorruptQueueFileException("malformed number: " + text);
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    QueueEnvelope envelope() throws CorruptQueueFileException {
        if (sender == null) {
            throw new CorruptQueueFileException("missing sender record");
        }
        if (arrived == null) {
            throw new CorruptQueueFileException("missing arrival time record");
        }
        return new QueueEnvelope(
                sender,
                fullName,
                arrived,
                created == null ? arrived : created,
                sizes(),
                warningTime,
                warningOffset,
                envid,
                dsnRet,
                encoding,
                contentFilter,
                redirect,
                verp,
                Map.copyOf(attributes),
                List.copyOf(recipients),
                nextRecipients);
    }
}
