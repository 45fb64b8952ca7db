package org.postjames.cleanup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.milter.MessageEdits;
import org.postjames.milter.MilterReply;
import org.postjames.queuefile.MessageContent;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueRecipient;
import org.postjames.queuefile.RecordType;
import org.postjames.queuefile.SizeRecord;

/**
 * Changes a queue file that is complete: what is new is appended, and pointers lead there and back. Memory holds new headers and nothing else, whatever
 * the size of the message. // cleanup_milter.c, cleanup_body_edit.c
 */
final class QueueFileEdits implements MessageEdits {
    private final FileChannel file;
    private final CleanupSettings settings;
    private final EnvelopeWriter envelope;
    private final Problems problems;
    private final EditPlaces places;
    private final MilterHeaderChecks checks;
    private final SizeRecord sizes;
    private final HeaderPieces headers;
    private final long extracted;
    private final long headerLength;
    private long contentLength;
    private @Nullable MessageRecords bodyRecords;
    private long newBody;

    /** What is changed. */
    record Target(
            MessageRecords records,
            MessageWriter message,
            NewQueueFile file,
            EnvelopeWriter envelope,
            Problems problems) {}

    QueueFileEdits(Target target, EditPlaces places, MilterHeaderChecks checks, SizeRecord sizes) {
        this.file = target.file().channel();
        this.settings = target.records().settings();
        this.envelope = target.envelope();
        this.problems = target.problems();
        this.places = places;
        this.checks = checks;
        this.sizes = sizes;
        this.headers = new HeaderPieces(file, target.message().hiddenHeaders());
        this.headers.startOver(sizes.dataOffset(), places.bodyPointer);
        this.extracted = sizes.dataOffset() + sizes.messageSize();
        this.headerLength = places.body - sizes.dataOffset();
        this.contentLength = sizes.contentLength();
    }

    /** The sizes of the file as it is now. */
    SizeRecord sizes() {
        return new SizeRecord(
                sizes.messageSize(),
                sizes.dataOffset(),
                envelope.recipients().count(),
                envelope.qmgrFlags(),
                contentLength,
                envelope.smtputf8());
    }

    /** The content as it is now. */
    InputStream content() throws IOException {
        writeHeaders();
        return new MessageContent(file, sizes.dataOffset(), contentLength).open();
    }

    private interface Change {
        void make() throws IOException;
    }

    private @Nullable MilterReply make(Change change) {
        try {
            change.make();
        } catch (IOException e) {
            problems.writeError(e);
        }
        return result();
    }

    private @Nullable MilterReply result() {
        checks.takeBcc().forEach(address -> addRecipient(address, ""));
        return problems.none() ? checks.reply() : failed();
    }

    private MilterReply failed() {
        return new MilterReply.Refuse(problems.reply().map(Object::toString).orElse("451 4.3.0 Error"));
    }

    private MessageRecords append() throws IOException {
        MessageRecords records = new MessageRecords(file, settings, problems, file.size());
        records.makeEditable(places);
        return records;
    }

    /** Overwrites a record with a pointer. */
    private void lead(long from, long to) throws IOException {
        String text = EditPlaces.pointer(to);
        ByteBuffer record = ByteBuffer.allocate(2 + text.length())
                .put((byte) RecordType.POINTER)
                .put((byte) text.length())
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .flip();
        for (long at = from; record.hasRemaining(); ) {
            at += file.write(record, at);
        }
    }

    @Override
    public @Nullable MilterReply addHeader(String name, String space, String value) {
        String text = checks.look(name + ":" + space + value);
        return text == null || checks.isDiscarded() ? result() : make(() -> headers.append(text));
    }

    @Override
    public @Nullable MilterReply insertHeader(int index, String name, String space, String value) {
        String text = checks.look(name + ":" + space + value);
        return text == null ? result() : make(() -> headers.insert(index, text));
    }

    @Override
    public @Nullable MilterReply updateHeader(int index, String name, String space, String value) {
        String text = checks.look(name + ":" + space + value);
        return text == null
                ? result()
                : make(() -> {
                    if (!headers.replace(index, name, text)) {
                        headers.append(text);
                    }
                });
    }

    @Override
    public @Nullable MilterReply deleteHeader(int index, String name) {
        return make(() -> headers.delete(index, name));
    }

    /** Writes all headers again behind the end of the file, if there was a change. */
    private void writeHeaders() throws IOException {
        if (!headers.isChanged() || !problems.none()) {
            return;
        }
        MessageRecords records = append();
        HeaderOutput out = new HeaderOutput(settings, envelope, records);
        long begin = records.position();
        for (HeaderPieces.Piece piece : headers.pieces()) {
            switch (piece) {
                case HeaderPieces.Added added -> out.write(added.text());
                case HeaderPieces.Kept kept -> {
                    records.flush();
                    copy(kept, records.position());
                    records = append();
                    out = new HeaderOutput(settings, envelope, records);
                }
            }
        }
        long end = records.position();
        records.record(RecordType.POINTER, EditPlaces.pointer(places.body));
        records.flush();
        if (problems.none()) {
            lead(sizes.dataOffset(), begin);
            places.bodyPointer = end;
            headers.startOver(begin, end);
        }
    }

    private void copy(HeaderPieces.Kept kept, long to) throws IOException {
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(1 << 16, kept.to() - kept.from()));
        long target = to;
        for (long at = kept.from(); at < kept.to(); ) {
            block.clear().limit((int) Math.min(block.capacity(), kept.to() - at));
            int read = file.read(block, at);
            if (read <= 0) {
                throw new IOException("unexpected end of the queue file");
            }
            at += read;
            block.flip();
            while (block.hasRemaining()) {
                target += file.write(block, target);
            }
        }
    }

    @Override
    public @Nullable MilterReply beginBody() {
        return make(() -> {
            MessageRecords records = append();
            bodyRecords = records;
            newBody = records.position();
            records.record(RecordType.NORMAL, ""); // filters do not see the line between headers and body
        });
    }

    @Override
    public @Nullable MilterReply bodyRecord(byte[] data, int length, boolean complete) {
        MessageRecords records = bodyRecords;
        if (records != null) {
            if (complete) {
                records.line(data, 0, length);
            } else {
                records.linePart(data, 0, length);
            }
        }
        return result();
    }

    @Override
    public @Nullable MilterReply endBody() {
        MessageRecords records = bodyRecords;
        if (records == null) {
            return result();
        }
        bodyRecords = null;
        return make(() -> {
            contentLength = headerLength + records.position() - newBody;
            records.record(RecordType.POINTER, EditPlaces.pointer(extracted));
            records.flush();
            if (problems.none()) {
                places.body = newBody;
                lead(places.bodyPointer, newBody);
            }
        });
    }

    @Override
    public int lineLimit() {
        return settings.lineLengthLimit();
    }

    @Override
    public @Nullable MilterReply changeSender(String address, String arguments) {
        return make(() -> {
            MessageRecords records = append();
            long begin = records.position();
            EditArguments.sender(arguments, problems, records);
            long sender = records.position();
            Address internal =
                    EditArguments.address(address, "add multi-sender", problems).orElse(Address.NULL);
            Address clean = envelope.changeSender(internal);
            records.record(RecordType.SENDER, clean.toString());
            records.pad(RecordType.POINTER, clean.toString().length());
            long after = records.position();
            envelope.recipients().continueIn(records);
            envelope.senderBcc().ifPresent(envelope.recipients()::addBcc);
            records.record(RecordType.POINTER, EditPlaces.pointer(places.afterSender));
            records.flush();
            if (problems.none()) {
                lead(places.sender, begin);
                places.sender = sender;
                places.afterSender = after;
            }
        });
    }

    @Override
    public @Nullable MilterReply addRecipient(String address, String arguments) {
        return make(() -> {
            EditArguments.Recipient wanted = EditArguments.recipient(arguments, problems);
            Address internal = EditArguments.address(address, "add multi-recipient", problems)
                    .orElse(null);
            if (internal == null) {
                problems.warning("ignoring attempt from Milter to add null recipient");
                return;
            }
            MessageRecords records = append();
            long begin = records.position();
            envelope.recipients().continueIn(records);
            envelope.recipients().addBcc(internal, wanted.orcpt(), wanted.dsnNotify());
            long end = records.position();
            if (end == begin) {
                return; // it is there already
            }
            records.record(RecordType.POINTER, EditPlaces.pointer(places.afterRecipients));
            records.flush();
            if (problems.none()) {
                lead(places.recipientPointer, begin);
                places.recipientPointer = end;
            }
        });
    }

    @Override
    public @Nullable MilterReply deleteRecipient(String address) {
        return make(() -> {
            Address internal = EditArguments.address(address, "drop multi-recipient", problems)
                    .orElse(Address.NULL);
            for (QueueRecipient recipient : envelope.recipients().remove(internal)) {
                file.write(ByteBuffer.wrap(new byte[] {RecordType.CANCELED_RECIPIENT}), recipient.offset());
            }
        });
    }

    /** After the last change. */
    void finish() throws IOException {
        writeHeaders();
        writeDestination();
    }

    /** What {@code milter_header_checks} said about where the message goes. */
    private void writeDestination() throws IOException {
        if (!problems.none() || checks.filter().isEmpty() && checks.redirect().isEmpty()) {
            return;
        }
        MessageRecords records = append();
        long begin = records.position();
        if (!checks.filter().isEmpty()) {
            records.record(RecordType.FILTER, checks.filter());
        }
        if (!checks.redirect().isEmpty()) {
            records.record(RecordType.REDIRECT, checks.redirect());
        }
        long end = records.position();
        records.record(RecordType.POINTER, EditPlaces.pointer(places.afterMeta));
        records.flush();
        if (problems.none()) {
            lead(places.metaPointer, begin);
            places.metaPointer = end;
        }
    }
}
