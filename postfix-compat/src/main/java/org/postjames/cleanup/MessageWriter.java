package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.cleanup.HeaderOptions.Name;
import org.postjames.cleanup.HeaderOptions.Options;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.RecordType;
import org.postjames.queuefile.SizeRecord;

/** The content of one message: header lines are collected and looked at one by one, body lines pass through. // cleanup_message.c, mime_state.c */
final class MessageWriter {
    private enum Part {
        BEFORE,
        OWN_HEADER,
        HEADER,
        BODY
    }

    private final CleanupSettings settings;
    private final CleanupOrigin origin;
    private final EnvelopeWriter envelope;
    private final MessageRecords records;
    private final Problems problems;
    private final PrimaryHeaders primary;
    private final HeaderOutput headers;
    private final ContentActions actions;
    private final MimeStructure mime;
    private final MimeErrors mimeErrors;
    private final MessageCharacters characters;
    private final BodyWriter body;
    private Part part = Part.BEFORE;
    private boolean firstContentLine;
    private boolean explicitBegin;
    private final HeaderBuffer header = new HeaderBuffer();
    private final PendingLine pending = new PendingLine();
    private long dataOffset;
    private long extracted = -1;
    private boolean unfinished;
    private boolean encoding8bit;
    private boolean discarded;

    MessageWriter(
            Cleanup cleanup,
            CleanupOrigin origin,
            NewQueueFile file,
            EnvelopeWriter envelope,
            MessageRecords records,
            Problems problems) {
        this.settings = cleanup.settings;
        this.origin = origin;
        this.envelope = envelope;
        this.records = records;
        this.problems = problems;
        this.headers = new HeaderOutput(settings, envelope, records);
        boolean rewrites = origin.rewriteHeadersLocally() || settings.rewriteRemoteHeaders();
        this.primary = new PrimaryHeaders(
                settings,
                rewrites ? new HeaderRewriter(cleanup.mapping, origin, settings.headerTokenLimit()) : null,
                new MissingHeaders(settings, origin, file, envelope, records, problems),
                headers,
                problems);
        this.actions = new ContentActions(cleanup.checks, origin.checks(), envelope, problems);
        this.body = new BodyWriter(settings, actions, records);
        this.characters = new MessageCharacters(settings);
        this.mime = new MimeStructure(cleanup.checks.limits());
        this.mimeErrors = new MimeErrors(
                origin.checks() ? cleanup.mimeErrors : EnumSet.noneOf(MimeErrors.Error.class),
                mime,
                actions,
                settings.lineLengthLimit());
    }

    ContentActions actions() {
        return actions;
    }

    /** Nothing that comes now matters. // CLEANUP_OUT_OK() */
    private boolean stopped() {
        return problems.stop() || actions.isDiscarded();
    }

    boolean isDiscarded() {
        return discarded || actions.isDiscarded();
    }

    void discard() {
        discarded = true;
    }

    void contentBegins(boolean asGiven) {
        explicitBegin = true;
        firstContentLine = !asGiven;
        if (part == Part.BEFORE) {
            begin();
        }
        part = Part.HEADER;
    }

    private void begin() {
        envelope.beginRecipients();
        if (envelope.recipients().any()) {
            records.markRecipients();
        }
        records.record(RecordType.MESSAGE, "");
        dataOffset = records.position();
        part = Part.OWN_HEADER;
    }

    void partialLine(byte[] data, int off, int len) {
        if (discarded) {
            return;
        }
        if (part == Part.BODY) {
            if (!stopped() && isAllowed(data, off, len)) {
                characters.take(data, off, len, actions.isEnabled());
                bodyLine(characters.data(), characters.start(), characters.length(), false);
            }
            return;
        }
        if (pending.length() < settings.headerSizeLimit()) {
            pending.append(data, off, len);
        } else if (!pending.mayBeHeader()) {
            byte[] begin = pending.bytes();
            int length = pending.take();
            // the line is no header, so it need not be kept; what is dropped of a header would be cut off anyway
            wholeLine(begin, 0, length, false);
            partialLine(data, off, len);
        }
    }

    void line(byte[] data, int off, int len) {
        if (discarded) {
            return;
        }
        if (pending.length() > 0) {
            pending.append(data, off, len);
            byte[] whole = pending.bytes();
            wholeLine(whole, 0, pending.take(), true);
        } else {
            wholeLine(data, off, len, true);
        }
    }

    private void wholeLine(byte[] data, int off, int len, boolean complete) {
        if (part != Part.BEFORE && stopped()) {
            return;
        }
        if (!isAllowed(data, off, len)) {
            return;
        }
        characters.take(data, off, len, actions.isEnabled());
        cleanLine(characters.data(), characters.start(), characters.length(), complete);
    }

    /** // the log shows the line before stray line ends and unwanted characters are gone from it */
    private boolean isAllowed(byte[] data, int off, int len) {
        byte[] refused = actions.isEnabled() ? characters.refused(data, off, len) : null;
        if (refused != null) {
            actions.refuseCharacter(refused);
        }
        return refused == null;
    }

    private void cleanLine(byte[] clean, int start, int len, boolean complete) {
        if (part == Part.BODY) {
            bodyLine(clean, start, len, true);
            return;
        }
        if (part == Part.BEFORE) {
            begin();
        } else if (part == Part.OWN_HEADER && !explicitBegin && !HeaderSyntax.isFold(clean, start, len)) {
            // the caller did not say where its own header ends: it is the first one
            part = Part.HEADER;
            firstContentLine = true;
        }
        if (firstContentLine) {
            if (origin.kind() == CleanupOrigin.Kind.SMTPD && HeaderSyntax.isFromLine(clean, start, len)) {
                byte[] mailboxLine = HeaderSyntax.mailboxLine(clean, start, len);
                headerLine(mailboxLine, 0, mailboxLine.length, true);
                return;
            }
            firstContentLine = false;
            if (HeaderSyntax.isFold(clean, start, len)) {
                headerLine(clean, 0, 0, true);
                bodyLine(clean, start, len, true);
                return;
            }
        }
        headerLine(clean, start, len, complete);
    }

    private void headerLine(byte[] data, int start, int len, boolean complete) {
        if (!header.isEmpty() && HeaderSyntax.isFold(data, start, len)) {
            if (header.length() < settings.headerSizeLimit()) {
                header.append('\n');
                header.append(data, start, len);
            }
            return;
        }
        flushHeader();
        int name = HeaderSyntax.nameLength(data, start, len);
        if (name > 0) {
            header.begin(data, start, name, start + len);
            return;
        }
        boolean first = mime.block() == MimeStructure.Block.PRIMARY;
        endHeaders();
        body.newPart();
        mime.endOfHeaders(len == 0);
        part = mime.block() == MimeStructure.Block.BODY ? Part.BODY : Part.HEADER;
        if (first && len > 0) {
            body.line(data, start, 0, true);
            body.newPart();
        }
        bodyLine(data, start, len, complete);
    }

    private void bodyLine(byte[] data, int start, int len, boolean complete) {
        boolean begins = !unfinished;
        unfinished = !complete;
        mimeErrors.body(data, start, len);
        if (begins && mime.isMultipart() && mime.boundary(data, start, len)) {
            body.newPart();
            // a long boundary line that is not complete yet goes on as body
            part = mime.block() == MimeStructure.Block.BODY || unfinished ? Part.BODY : Part.HEADER;
        }
        if (!stopped()) { // the end of the headers, which this line may have brought, can have found something wrong
            body.line(data, start, len, complete);
        }
    }

    private void flushHeader() {
        if (header.isEmpty() || stopped()) {
            return;
        }
        Options options = settings.headers().find(header.bytes(), header.nameLength());
        if (options != null) {
            switch (options.name()) {
                case CONTENT_TYPE -> mime.contentType(header.value());
                case CONTENT_TRANSFER_ENCODING -> mime.transferEncoding(header.value());
                case RECEIVED -> {
                    if (mime.block() == MimeStructure.Block.PRIMARY) {
                        primary.countHop(); // also if a check drops it
                    }
                }
                default -> {}
            }
        }
        mimeErrors.header(header.bytes(), header.length());
        switch (actions.header(header.bytes(), header.length(), mime.block(), options != null && options.mime())) {
            case LineActions.Keep keep -> output(options);
            case LineActions.Drop drop -> {}
            case LineActions.Prepend prepend -> {
                headers.write(prepend.text());
                output(options);
            }
            case LineActions.Replace replace -> {
                header.clear();
                byte[] text = replace.text().getBytes(StandardCharsets.ISO_8859_1);
                int name = HeaderSyntax.nameLength(text, 0, text.length);
                header.begin(text, 0, name, text.length);
                output(settings.headers().find(text, name));
            }
        }
        header.clear();
    }

    private void output(@Nullable Options options) {
        if (options == null) {
            headers.write(header.bytes(), header.length());
        } else if (options.mime() || mime.block() != MimeStructure.Block.PRIMARY) {
            if (options.name() == Name.CONTENT_TRANSFER_ENCODING) {
                transferEncoding();
            }
            headers.write(header.bytes(), header.length());
        } else {
            primary.write(options, header);
        }
    }

    private void transferEncoding() {
        String value = header.value();
        if (settings.detect8bit() && (value.equalsIgnoreCase("8bit") || value.equalsIgnoreCase("binary"))) {
            encoding8bit = true;
        }
    }

    private void endHeaders() {
        if (mime.block() == MimeStructure.Block.PRIMARY && !stopped() && primary.complete()) {
            records.markBody();
        }
        mimeErrors.endOfHeaders();
    }

    /** The first Received: header, LF between its lines: filters are not shown it. */
    List<String> hiddenHeaders() {
        return primary.hidden();
    }

    /** Where the content begins, after {@link #hasBegun}. */
    long dataOffset() {
        return dataOffset;
    }

    /** The size of the content's records, as far as they are there. */
    long contentSize() {
        return (extracted < 0 ? records.position() : extracted) - dataOffset;
    }

    /** Whether recipients that come now belong behind the content. */
    boolean hasBegun() {
        return part != Part.BEFORE;
    }

    /** Ends the content; recipients may follow. */
    void endContent() {
        if (extracted >= 0) {
            return;
        }
        if (part == Part.BEFORE) {
            begin();
        }
        if (pending.length() > 0 || unfinished) {
            line(new byte[0], 0, 0);
        }
        if (part != Part.BODY) {
            flushHeader();
            endHeaders();
            part = Part.BODY;
        }
        if (!stopped()) {
            mimeErrors.refuse(problems);
        }
        records.markContentEnd();
        extracted = records.position();
        records.record(RecordType.EXTRACTED, "");
        if (!actions.filter().isEmpty()) {
            records.record(RecordType.FILTER, actions.filter());
        }
        if (!actions.redirect().isEmpty()) {
            records.record(RecordType.REDIRECT, actions.redirect());
        }
        String encoding =
                encoding8bit ? QueueAttributes.ENCODING_8BIT : envelope.attributeOr(QueueAttributes.ENCODING, "");
        if (!encoding.isEmpty()) {
            records.record(RecordType.ATTRIBUTE, QueueAttributes.ENCODING + "=" + encoding);
        }
        records.markMeta();
    }

    /** // cleanup_extracted.c: the last FILTER record is the one that qmgr honours */
    void contentFilter(String destination) {
        endContent();
        records.record(RecordType.FILTER, destination);
    }

    void redirect(String address) {
        endContent();
        records.record(RecordType.REDIRECT, address);
    }

    /** Completes the file. */
    SizeRecord finish() {
        endContent();
        MessageRecipients recipients = envelope.recipients();
        if (origin.addBcc() && recipients.any() && !settings.alwaysBcc().isEmpty()) {
            recipients.addBcc(Address.of(settings.alwaysBcc()));
        }
        if (recipients.any() && !stopped()) {
            actions.bcc().forEach(recipients::addBcc);
        }
        if (!stopped() && !recipients.any()) {
            problems.add(CleanupStatus.RCPT);
        }
        records.markRecipients();
        records.record(RecordType.END, "");
        SizeRecord sizes = new SizeRecord(
                extracted - dataOffset,
                dataOffset,
                recipients.details().size(),
                envelope.qmgrFlags(),
                extracted - dataOffset,
                envelope.smtputf8());
        records.complete(sizes);
        return sizes;
    }
}
