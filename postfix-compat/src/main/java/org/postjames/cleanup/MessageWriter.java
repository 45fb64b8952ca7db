package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.cleanup.HeaderOptions.Addresses;
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
    private final MissingHeaders missing;
    private final @Nullable HeaderRewriter rewriter;
    private final HeaderOutput headers;
    private final ContentActions actions;
    private final MimeStructure mime;
    private final BodyWriter body;
    private final EnumSet<Name> seen = EnumSet.noneOf(Name.class);
    private Part part = Part.BEFORE;
    private boolean firstContentLine;
    private boolean explicitBegin;
    private final HeaderBuffer header = new HeaderBuffer();
    private final PendingLine pending = new PendingLine();
    private boolean resent;
    private int hops;
    private List<String> hiddenHeaders = List.of();
    private long dataOffset;
    private long extracted = -1;
    private boolean unfinished;
    private boolean encoding8bit;
    private boolean discarded;
    private final boolean refusesDeepNesting;

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
        this.missing = new MissingHeaders(settings, origin, file, envelope, records, problems);
        this.rewriter = origin.rewriteHeadersLocally() || settings.rewriteRemoteHeaders()
                ? new HeaderRewriter(cleanup.mapping, origin)
                : null;
        this.headers = new HeaderOutput(settings, envelope, records);
        this.actions = new ContentActions(cleanup.checks, origin.checks(), envelope, problems);
        this.body = new BodyWriter(settings, actions, records);
        this.mime = new MimeStructure(cleanup.checks.limits());
        this.refusesDeepNesting = origin.checks() && cleanup.checks.anyHeader();
    }

    ContentActions actions() {
        return actions;
    }

    /** Nothing that comes now matters. // CLEANUP_OUT_OK() */
    private boolean stopped() {
        return !problems.none() || actions.isDiscarded();
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
            byte[] clean = HeaderSyntax.withoutStrayLineEnds(data, off, len);
            bodyLine(clean, clean == data ? off : 0, len, false);
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
        byte[] clean = HeaderSyntax.withoutStrayLineEnds(data, off, len);
        int start = clean == data ? off : 0;
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
        boolean primary = mime.block() == MimeStructure.Block.PRIMARY;
        if (primary) {
            endHeaders();
        }
        body.newPart();
        mime.endOfHeaders(len == 0);
        part = mime.block() == MimeStructure.Block.BODY ? Part.BODY : Part.HEADER;
        if (primary && len > 0) {
            body.line(data, start, 0, true);
            body.newPart();
        }
        bodyLine(data, start, len, complete);
    }

    private void bodyLine(byte[] data, int start, int len, boolean complete) {
        boolean begins = !unfinished;
        unfinished = !complete;
        if (begins && mime.isMultipart() && mime.boundary(data, start, len)) {
            body.newPart();
            // a long boundary line that is not complete yet goes on as body
            part = mime.block() == MimeStructure.Block.BODY || unfinished ? Part.BODY : Part.HEADER;
        }
        body.line(data, start, len, complete);
    }

    private void flushHeader() {
        if (header.isEmpty() || stopped()) {
            return;
        }
        Options options = settings.headers().find(header.bytes(), header.nameLength());
        if (options != null && options.name() == Name.CONTENT_TYPE) {
            boolean told = !refusesDeepNesting || mime.isTooDeep();
            mime.contentType(header.value());
            if (mime.isTooDeep() && !told) {
                actions.mimeError("MIME nesting exceeds safety limit", header.bytes(), header.length());
            }
        } else if (options != null && options.name() == Name.RECEIVED && mime.block() == MimeStructure.Block.PRIMARY) {
            hops++; // also if a check drops it
        }
        switch (actions.header(header.bytes(), header.length(), mime.block(), options != null && options.mime())) {
            case ContentActions.Keep keep -> output(options);
            case ContentActions.Drop drop -> {}
            case ContentActions.Prepend prepend -> {
                headers.write(prepend.text());
                output(options);
            }
            case ContentActions.Replace replace -> {
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
        if (stopped()) {
            return;
        }
        if (options == null) {
            headers.write(header.bytes(), header.length());
        } else if (options.mime() || mime.block() != MimeStructure.Block.PRIMARY) {
            if (options.name() == Name.CONTENT_TRANSFER_ENCODING) {
                transferEncoding();
            }
            headers.write(header.bytes(), header.length());
        } else {
            known(options);
        }
    }

    private void known(Options options) {
        seen.add(options.name());
        switch (options.name()) {
            case RECEIVED -> {
                if (hops >= settings.hopcountLimit() && !problems.has(CleanupStatus.HOPS)) {
                    problems.add(CleanupStatus.HOPS, "message rejected: hopcount exceeded");
                }
            }
            case MESSAGE_ID -> problems.info("message-id=" + header.value());
            case RESENT_MESSAGE_ID -> problems.info("resent-message-id=" + header.value());
            default -> {}
        }
        resent |= options.resent();
        if (options.name() == Name.RECEIVED && hops == 1) {
            hiddenHeaders = List.of(new String(header.bytes(), 0, header.length(), StandardCharsets.ISO_8859_1));
        }
        if (options.addresses() == Addresses.NONE || rewriter == null) {
            if (!options.drop()) {
                headers.write(header.bytes(), header.length());
            }
            return;
        }
        Optional<byte[]> rewritten =
                rewriter.rewrite(options, header.bytes(), header.nameLength(), header.length(), problems);
        if (!options.drop()) {
            byte[] text = rewritten.orElse(header.bytes());
            headers.write(text, rewritten.isPresent() ? text.length : header.length());
        }
    }

    private void transferEncoding() {
        String value = header.value();
        if (settings.detect8bit() && (value.equalsIgnoreCase("8bit") || value.equalsIgnoreCase("binary"))) {
            encoding8bit = true;
        }
    }

    private void endHeaders() {
        if (!stopped()) {
            if (hops < 1) {
                problems.add(CleanupStatus.BAD, "message rejected: no Received: header");
                return;
            }
            missing.add(seen, resent);
            records.markBody();
        }
    }

    /** The first Received: header, LF between its lines: filters are not shown it. */
    List<String> hiddenHeaders() {
        return hiddenHeaders;
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
            if (mime.block() == MimeStructure.Block.PRIMARY) {
                endHeaders();
            }
            part = Part.BODY;
        }
        if (refusesDeepNesting && mime.isTooDeep() && !stopped()) {
            problems.refuseContent("5.6.0", "MIME nesting exceeds safety limit");
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
