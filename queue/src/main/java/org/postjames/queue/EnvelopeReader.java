package org.postjames.queue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.Smtputf8;

/** Reads the envelope of one queue file, skipping over the content. // qmgr_message_read() */
final class EnvelopeReader {
    private static final String ENVELOPE = "MCTcFILSDRO/WVA>K<ion";
    private static final String EXTRACTED = "XEDRO/PreAFIL>Kon";

    private final QueueId id;
    private final Path path;
    private final List<Recipient> recipients = new ArrayList<>(2);
    private final Map<String, String> attributes = new HashMap<>();
    private String sender = "";
    private boolean senderSeen;
    private long dataSize;
    private long dataOffset;
    private int count;
    private long contentLength;
    private int smtputf8;
    private long seconds;
    private long micros;
    private long created;
    private String envid = "";
    private int dsnRet;
    private long warnOffset;
    private long warnTime;
    private long traceOffset;
    private String verp = "";
    private String filter = "";
    private String redirect = "";
    private String original = "";
    private String orcpt = "";
    private int notify;

    private EnvelopeReader(QueueId id, Path path) {
        this.id = id;
        this.path = path;
    }

    /** @throws CorruptQueueFileException if the file is no complete queue file */
    static QueuedMessage read(QueueId id, Path path) throws IOException, CorruptQueueFileException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new EnvelopeReader(id, path).read(new RecordWindow(channel));
        }
    }

    private QueuedMessage read(RecordWindow records) throws IOException, CorruptQueueFileException {
        String expected = ENVELOPE;
        while (true) {
            if (records.position() == dataOffset && dataOffset > 0) {
                records.seek(dataOffset + dataSize);
                expected = EXTRACTED;
            }
            int type = records.next();
            if (type == 'p') {
                long target = number(records.text(), 0);
                if (target > 0) {
                    records.seek(target);
                }
                continue;
            }
            if (type <= 0) {
                throw new CorruptQueueFileException(id + ": message rejected: missing end record");
            }
            if (expected.indexOf(type) < 0) {
                throw new CorruptQueueFileException(
                        "Unexpected record type '" + (char) type + "' at offset " + records.recordStart());
            }
            if (type == 'E') {
                return message(records);
            }
            record(type, records);
        }
    }

    private void record(int type, RecordWindow records) throws CorruptQueueFileException {
        switch (type) {
            case 'C' -> size(records.text());
            case 'T' -> {
                if (seconds == 0) {
                    String text = records.text();
                    seconds = number(text, 0);
                    micros = number(text, 1);
                }
            }
            case 'c' -> created = created == 0 ? number(records.text(), 0) : created;
            case 'S' -> {
                if (!senderSeen) {
                    senderSeen = true;
                    sender = records.text();
                }
            }
            case 'R' -> {
                recipients.add(new Recipient(
                        Address.of(records.text()), Address.of(original), orcpt, notify, records.recordStart()));
                forgetRecipientAttributes();
            }
            case 'D', '/' -> forgetRecipientAttributes();
            case 'O' -> original = records.text();
            case 'o' -> orcpt = records.text();
            case 'n' -> notify = (int) number(records.text(), 0);
            case 'i' -> envid = records.text();
            case '<' -> dsnRet = (int) number(records.text(), 0);
            case 'W' -> {
                if (warnOffset == 0) {
                    warnOffset = records.recordStart();
                    warnTime = number(records.text(), 0);
                }
            }
            case 'V' -> verp = verp.isEmpty() ? records.text() : verp;
            case 'L' -> filter = records.text();
            case '>' -> redirect = records.text();
            case 'A' -> attribute(records.text(), records.recordStart());
            default -> {
                // F I P K r e M X: nothing that the queue manager acts on.
            }
        }
    }

    private void forgetRecipientAttributes() {
        original = "";
        orcpt = "";
        notify = 0;
    }

    private void size(String text) throws CorruptQueueFileException {
        if (dataOffset > 0) {
            return;
        }
        dataSize = number(text, 0);
        dataOffset = number(text, 1);
        count = (int) number(text, 2);
        contentLength = number(text, 4) > 0 ? number(text, 4) : dataSize;
        smtputf8 = (int) number(text, 5);
        if (dataOffset <= 0 || dataSize <= 0) {
            throw new CorruptQueueFileException(id + ": invalid size record: " + text);
        }
    }

    /** Newer facts are written as attributes so that older readers pass over them. // rec_attr_map() */
    private void attribute(String text, long offset) throws CorruptQueueFileException {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw new CorruptQueueFileException(id + ": bad attribute record: missing attribute name: " + text);
        }
        String name = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        switch (name) {
            case "dsn_orig_rcpt" -> orcpt = value;
            case "notify_flags" -> notify = (int) number(value, 0);
            case "envelope_id" -> envid = value;
            case "ret_flags" -> dsnRet = (int) number(value, 0);
            case "create_time" -> created = created == 0 ? number(value, 0) : created;
            case QueueAttributes.TRACE_FLAGS -> {
                attributes.put(name, value);
                traceOffset = offset;
            }
            default -> attributes.put(name, value);
        }
    }

    private QueuedMessage message(RecordWindow records) throws CorruptQueueFileException {
        if (seconds == 0) {
            throw new CorruptQueueFileException(id + ": message rejected: missing arrival time record");
        }
        if (!senderSeen) {
            throw new CorruptQueueFileException(id + ": message rejected: missing sender record");
        }
        if (dataOffset == 0) {
            throw new CorruptQueueFileException(id + ": message rejected: missing size record");
        }
        return new QueuedMessage(
                id,
                Address.of(sender),
                List.copyOf(recipients),
                count,
                new QueueFileContent(path, dataOffset, dataSize, contentLength, records.wholeFile()),
                envid,
                dsnRet,
                attributes.getOrDefault("encoding", ""),
                Smtputf8.of(smtputf8),
                Instant.ofEpochSecond(seconds, micros * 1000),
                Instant.ofEpochSecond(created == 0 ? seconds : created),
                Map.copyOf(attributes),
                warnOffset,
                warnTime,
                traceOffset,
                verp,
                filter,
                redirect);
    }

    /** The n-th number of a text, or 0. */
    static long number(String text, int n) {
        int i = 0;
        int end = text.length();
        for (int skipped = 0; ; skipped++) {
            while (i < end && text.charAt(i) == ' ') {
                i++;
            }
            if (skipped == n) {
                break;
            }
            while (i < end && text.charAt(i) != ' ') {
                i++;
            }
        }
        boolean negative = i < end && text.charAt(i) == '-';
        long value = 0;
        for (int d = negative ? i + 1 : i; d < end && d < i + 19 && Character.isDigit(text.charAt(d)); d++) {
            value = value * 10 + text.charAt(d) - '0';
        }
        return negative ? -value : value;
    }
}
