package org.postjames.cleanup;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.milter.Milters;
import org.postjames.queuefile.MessageContent;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.NewQueueFile.Placement;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.SizeRecord;

/**
 * One message on its way into the queue. Call in this order: {@link #attribute}, {@link #sender}, {@link #attribute}, {@link #recipient}, {@link #line},
 * {@link #finish}. Errors are remembered until {@code finish}, so that the client can be answered at the right moment. One thread at a time.
 */
public final class CleanupSession implements AutoCloseable {
    private static final int RET_HDRS = 2;
    private static final Pattern STATUS = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})\\s+(.*)", Pattern.DOTALL);

    private final Cleanup cleanup;
    private final CleanupOrigin origin;
    private final NewQueueFile file;
    private final Problems problems;
    private final EnvelopeWriter envelope;
    private final MessageWriter message;
    private final MessageRecords records;
    private @Nullable CleanupMilters milters;
    private boolean filteredBySmtpd;
    private boolean hold;
    private boolean returned;
    private boolean closed;

    CleanupSession(Cleanup cleanup, CleanupOrigin origin, NewQueueFile file) {
        this.cleanup = cleanup;
        this.origin = origin;
        this.file = file;
        this.problems = new Problems(cleanup.log, file.id(), origin.kind().isReturned());
        this.records = new MessageRecords(file.channel(), cleanup.settings, problems);
        this.envelope = new EnvelopeWriter(cleanup, origin, file.created(), records, problems);
        this.message = new MessageWriter(cleanup, origin, file, envelope, records, problems);
    }

    public QueueId queueId() {
        return file.id();
    }

    /** A named attribute for the queue file: {@code client_name}, {@code log_client_address}, {@code sasl_username}, ... An empty value is not kept. */
    public void attribute(String name, String value) {
        envelope.attribute(name, value);
    }

    /** The full name of the sender, for a missing From: header; before {@link #sender}. */
    public void fullName(String name) {
        envelope.fullName(name);
    }

    /**
     * The message comes from an SMTP session that has filters of its own, or wants none: {@code non_smtpd_milters} are not asked. Before {@link #sender}.
     *
     * @param some whether there are any
     */
    public void smtpdMilters(boolean some) {
        filteredBySmtpd = true;
        if (some) {
            records.makeEditable(new EditPlaces());
        }
    }

    /** The filters that shall see the message; before the first line. */
    public void smtpdMilters(Milters session) {
        if (records.places() != null) {
            milters = CleanupMilters.of(
                    cleanup.milters, session, envelope, problems, file.id().text());
        }
    }

    /** // non_smtpd_milters make room in every queue file */
    private void nonSmtpdMilters() {
        if (cleanup.milters.nonSmtpd().isEmpty()) {
            return;
        }
        if (records.places() == null) {
            records.makeEditable(new EditPlaces());
        }
        if (origin.milters() && !filteredBySmtpd) {
            milters = CleanupMilters.own(
                    cleanup.milters, cleanup.log, envelope, problems, file.id().text());
        }
    }

    /** Two VERP delimiters; after {@link #sender}. */
    public void verpDelimiters(String delimiters) {
        envelope.verp(delimiters);
    }

    /**
     * @param envid {@code ENVID=} decoded from xtext, or empty
     * @param dsnRet 0 not given, 1 FULL, 2 HDRS
     * @param encoding {@code 7bit}, {@code 8bit} or empty
     * @param smtputf8 whether the client asked for SMTPUTF8
     */
    public void sender(Address sender, String envid, int dsnRet, String encoding, boolean smtputf8) {
        nonSmtpdMilters();
        envelope.sender(sender, envid, dsnRet, encoding, smtputf8);
        if (milters != null) {
            milters.mail(envelope.sender());
        }
    }

    /**
     * A recipient as the client gave it, before rewriting; it is mapped and expanded here.
     *
     * @param dsnOrcpt {@code rfc822;user@example}, or empty
     * @param dsnNotify 1 NEVER, 2 SUCCESS, 4 FAILURE, 8 DELAY; 0 if not given
     */
    public void recipient(Address recipient, String dsnOrcpt, int dsnNotify) {
        recipient(recipient, recipient, dsnOrcpt, dsnNotify);
    }

    /** A recipient whose original address is known from before, as in a message that is queued again. Recipients may also come after the last line. */
    public void recipient(Address recipient, Address original, String dsnOrcpt, int dsnNotify) {
        if (message.hasBegun()) {
            message.endContent();
        }
        envelope.recipient(recipient, original, dsnOrcpt, dsnNotify);
        if (milters != null && !message.actions().isStopped()) {
            envelope.recipients().last().ifPresent(milters::rcpt);
        }
    }

    /**
     * The caller's own header lines (Received:, prepended ones) are complete, what follows is the client's. Without this call a message that begins with
     * white space would continue our Received: header.
     */
    public void contentBegins() {
        message.contentBegins(false);
    }

    /** The same for content whose first line is taken as it is, even if it is an mbox separator or begins with a blank: that of BDAT. */
    public void contentBeginsAsGiven() {
        message.contentBegins(true);
    }

    /** One line of the message without its line end. The caller's own Received: header comes first. */
    public void line(byte[] data, int off, int len) {
        message.line(data, off, len);
    }

    /** A piece of a long line whose end comes with a later {@link #line}, so that nobody has to hold a whole line. */
    public void partialLine(byte[] data, int off, int len) {
        message.partialLine(data, off, len);
    }

    /**
     * After the last line: the message goes to this {@code transport:nexthop} instead of where its recipients are; it overrides {@code content_filter}.
     */
    public void contentFilter(String destination) {
        message.contentFilter(destination);
    }

    /** After the last line: the message goes to this address instead of to its recipients. */
    public void redirect(String address) {
        message.redirect(address);
    }

    /** The message goes to {@code hold} when it is complete. */
    public void hold() {
        hold = true;
    }

    /** The message will not be delivered, but the client is told that all is well. */
    public void discard() {
        message.discard();
    }

    /** Completes the message. When the result has no refusal, the message survives a crash. */
    public CleanupResult finish() {
        return finish((message, dsn, reason) -> false);
    }

    /**
     * The same for a message whose client cannot tell its sender anything.
     *
     * @param refused tells the sender; if it does, the result has no refusal
     */
    public CleanupResult finish(RefusedMail refused) {
        try {
            CleanupResult result = complete();
            return result.refusal().isPresent() && problems.canBounce() ? bounced(refused) : result;
        } finally {
            endMilters();
            close();
        }
    }

    /** // cleanup_bounce() */
    private CleanupResult bounced(RefusedMail refused) {
        records.flush();
        if (!problems.has(CleanupStatus.WRITE)) {
            String reason = problems.reason();
            Matcher split = STATUS.matcher(reason);
            boolean told = refused.bounce(
                    returned(), split.matches() ? split.group(1) : "5.0.0", split.matches() ? split.group(2) : reason);
            records.warnIfCut("incoming/" + file.id());
            if (told) {
                returned = true;
                return new CleanupResult(Optional.empty(), file.id(), 0);
            }
        }
        CleanupStatus failed = CleanupStatus.WRITE;
        SmtpReply reply = new SmtpReply(failed.code, failed.dsn, "Error: " + failed.text);
        return new CleanupResult(Optional.of(reply), file.id(), 0);
    }

    private RefusedMail.Message returned() {
        // content that was refused is not sent unfiltered
        boolean headersOnly = problems.has(CleanupStatus.CONTENT) || problems.has(CleanupStatus.SIZE);
        return new RefusedMail.Message(
                file.id(),
                envelope.sender(),
                envelope.recipients().details(),
                message.dataOffset(),
                message.contentSize(),
                envelope.envid(),
                headersOnly ? RET_HDRS : envelope.dsnRet(),
                envelope.attributeOr(QueueAttributes.ENCODING, ""),
                envelope.isUtf8Requested(),
                envelope.verp(),
                origin.arrived(),
                file.created());
    }

    private void endMilters() {
        if (milters != null) {
            milters.end();
            milters = null;
        }
    }

    private CleanupResult complete() {
        if (message.isDiscarded()) {
            return new CleanupResult(Optional.empty(), file.id(), 0);
        }
        SizeRecord sizes = message.finish();
        if (milters != null && problems.none() && !message.actions().isStopped()) {
            sizes = milters.inspect(message, records, file, envelope, sizes);
            hold |= milters.isHeld();
        }
        if (milters != null && milters.isDiscarded()) {
            message.discard();
            return new CleanupResult(Optional.empty(), file.id(), 0);
        }
        if (problems.none()
                && cleanup.filter != BeforeQueueFilter.NONE
                && !origin.kind().isNotice()) {
            sizes = filter(sizes);
            if (sizes == null) {
                return new CleanupResult(problems.reply(), file.id(), 0);
            }
        }
        if (problems.none()) {
            try {
                file.commit(
                        hold || message.actions().isHeld() ? Placement.HOLD : Placement.INCOMING,
                        envelope.recipients().expanded());
                closed = true;
                return new CleanupResult(Optional.empty(), file.id(), sizes.messageSize());
            } catch (IOException e) {
                problems.writeError(e);
            }
        }
        return new CleanupResult(problems.reply(), file.id(), 0);
    }

    private @Nullable SizeRecord filter(SizeRecord sizes) {
        Map<String, String> attributes = new LinkedHashMap<>(envelope.attributes());
        MessageContent content = new MessageContent(file.channel(), sizes.dataOffset(), sizes.messageSize());
        CleanupEnvelope facts = new CleanupEnvelope(
                file.id(), origin, envelope.sender(), envelope.recipients().written(), attributes);
        try {
            return switch (cleanup.filter.filter(facts, new ContentView(content))) {
                case CleanupVerdict.Refuse refuse -> {
                    problems.refuse(CleanupStatus.CONTENT, refuse.reply());
                    yield null;
                }
                case CleanupVerdict.Discard discard -> null;
                case CleanupVerdict.Accept accept -> {
                    hold |= accept.hold();
                    yield new FilteredRewrite(cleanup, file, envelope, problems).apply(accept, sizes, content);
                }
            };
        } catch (IOException e) {
            problems.writeError(e);
            return null;
        }
    }

    private record ContentView(MessageContent content) implements QueuedMessageView {
        @Override
        public long size() {
            return content.recordBytes();
        }

        @Override
        public java.io.InputStream open() throws IOException {
            return content.open();
        }
    }

    /** Without {@link #finish}, or after a refusal, the message vanishes. */
    @Override
    public void close() {
        endMilters();
        if (!closed && !returned && !message.isDiscarded()) {
            records.warnIfTooBig();
        }
        closed = true;
        file.close();
    }

    /** When the queue file was made. */
    Instant created() {
        return file.created();
    }
}
