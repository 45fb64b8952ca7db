package org.postjames.cleanup;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;
import org.postjames.address.VerpDelimiters;
import org.postjames.cleanup.AddressMapping.Context;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.RecordType;
import org.postjames.queuefile.SizeRecord;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Utf8Text;

/** Writes what stands before the content, in Postfix's order, whatever the order of the calls. // cleanup_envelope.c, smtpd.c mail_open_stream(), pickup.c copy_segment() */
final class EnvelopeWriter {
    private static final int SMTPUTF8_REQUESTED = 1;
    private static final int SHOWN = 100;
    private static final int SMTPUTF8_SENDER = 4;

    private final Cleanup cleanup;
    private final CleanupOrigin origin;
    private final Instant created;
    private MessageRecords records;
    private final Problems problems;
    private MessageRecipients recipients;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable Address sender;
    private Optional<Address> senderBcc = Optional.empty();
    private String envid = "";
    private int dsnRet;
    private String fullName = "";
    private String verp = "";
    private boolean recipientsBegun;
    private boolean mixed;
    private int smtputf8;

    EnvelopeWriter(Cleanup cleanup, CleanupOrigin origin, Instant created, MessageRecords records, Problems problems) {
        this.cleanup = cleanup;
        this.origin = origin;
        this.created = created;
        this.records = records;
        this.problems = problems;
        this.recipients = newRecipients();
    }

    private MessageRecipients newRecipients() {
        return new MessageRecipients(
                cleanup, origin, records, problems, this::addressIsNotAscii, this::isUtf8Requested);
    }

    Map<String, String> attributes() {
        return attributes;
    }

    String attributeOr(String name, String otherwise) {
        return attributes.getOrDefault(name, otherwise);
    }

    MessageRecipients recipients() {
        return recipients;
    }

    Address sender() {
        return sender == null ? Address.NULL : sender;
    }

    String envid() {
        return envid;
    }

    int dsnRet() {
        return dsnRet;
    }

    String fullName() {
        return fullName;
    }

    int smtputf8() {
        return smtputf8;
    }

    void addSmtputf8(int flag) {
        smtputf8 |= flag;
        autodetectSmtputf8();
    }

    /** Something is not ASCII, and for mail of some classes that alone is a request. */
    private void autodetectSmtputf8() {
        Set<String> classes = cleanup.settings.smtputf8Classes();
        if (classes.contains(origin.kind().mailClass()) || classes.contains("all")) {
            smtputf8 |= SMTPUTF8_REQUESTED;
        }
    }

    private void addressIsNotAscii(Address address) {
        if (isUtf8(address)) {
            autodetectSmtputf8();
        }
    }

    boolean isUtf8Requested() {
        return (smtputf8 & SMTPUTF8_REQUESTED) != 0;
    }

    private boolean isUtf8(Address address) {
        return cleanup.settings.smtputf8()
                && !MessageRecipients.isAscii(address)
                && Utf8Text.isValid(address.toString());
    }

    int qmgrFlags() {
        return recipients.qmgrFlags() | (mixed ? 1 : 0);
    }

    void fullName(String name) {
        fullName = name;
    }

    void attribute(String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (attributes.size() >= cleanup.settings.attributeCountLimit()) {
            problems.add(
                    CleanupStatus.BAD,
                    "message rejected: attribute count exceeds limit " + cleanup.settings.attributeCountLimit());
            return;
        }
        attributes.put(name, value);
        if (sender != null) {
            mixed |= recipientsBegun;
            write(name, value);
        }
    }

    private void write(String name, String value) {
        records.record(RecordType.ATTRIBUTE, name + "=" + value);
    }

    /** The first request that is none of nonsense holds. */
    void verp(String delimiters) {
        if (!verp.isEmpty()) {
            return;
        }
        if (sender == null || sender.isNull()) {
            problems.warning("ignoring VERP request for null sender");
        } else if (VerpDelimiters.parse(delimiters, cleanup.settings.verpDelimiterFilter())
                .isEmpty()) {
            problems.warning("ignoring bad VERP request: \""
                    + delimiters.substring(0, Math.min(SHOWN, delimiters.length())) + "\"");
        } else {
            verp = delimiters;
            records.record(RecordType.VERP, delimiters);
        }
    }

    /** Two characters, or empty. */
    String verp() {
        return verp;
    }

    void sender(Address raw, String envelopeId, int ret, String encoding, boolean smtputf8Requested) {
        if (sender != null) {
            problems.add(CleanupStatus.BAD, "message rejected: multiple envelope sender records");
            return;
        }
        this.envid = envelopeId;
        this.dsnRet = ret;
        if (smtputf8Requested) {
            smtputf8 |= SMTPUTF8_REQUESTED;
        }
        sender = clean(raw);
        if (isUtf8(sender)) {
            addSmtputf8(SMTPUTF8_SENDER);
        }
        begin(sender, encoding);
        if (!encoding.isEmpty()) {
            attributes.put(QueueAttributes.ENCODING, encoding);
        }
    }

    private Address clean(Address raw) {
        Address clean = raw.isNull() ? raw : cleanup.mapping.complete(Context.LOCAL, raw);
        if (clean.localPart().toLowerCase(Locale.ROOT).equals("mailer-daemon")
                && clean.toString()
                        .equalsIgnoreCase(cleanup.mapping
                                .complete(Context.LOCAL, new Address("MAILER-DAEMON", ""))
                                .toString())) {
            clean = Address.NULL;
        }
        try {
            if (origin.mapAddresses() && !clean.isNull()) {
                clean = cleanup.mapping.envelopeSender(clean);
            }
            if (origin.addBcc() && !clean.isNull()) {
                senderBcc = cleanup.mapping.senderBcc(clean);
            }
        } catch (TableUnavailableException e) {
            problems.lookupProblem(e.getMessage());
        }
        return clean;
    }

    /** Writes everything up to the sender, and the attributes that are known. */
    void begin(Address from, String encoding) {
        records.record(RecordType.SIZE, SizeRecord.EMPTY.format());
        boolean submitted = origin.kind().isSubmitted();
        if (submitted) {
            contentFilter();
        }
        records.record(
                RecordType.TIME,
                origin.arrived().getEpochSecond() + " " + origin.arrived().getNano() / 1000);
        write(QueueAttributes.CREATE_TIME, Long.toString(created.getEpochSecond()));
        if (origin.kind() == CleanupOrigin.Kind.SMTPD) {
            contentFilter();
        }
        String ident = attributes.getOrDefault(QueueAttributes.LOG_IDENT, "");
        if (!ident.isEmpty()) {
            write(QueueAttributes.LOG_IDENT, ident);
        }
        if (submitted) {
            dsn();
        }
        write(
                QueueAttributes.REWRITE_CONTEXT,
                origin.rewriteHeadersLocally() ? QueueAttributes.LOCAL : QueueAttributes.REMOTE);
        attributes.forEach((name, value) -> {
            if (name.startsWith("sasl_")) {
                write(name, value);
            }
        });
        if (!submitted) {
            dsn();
        }
        if (!fullName.isEmpty()) {
            records.record(RecordType.FULL_NAME, fullName);
        }
        EditPlaces places = records.places();
        if (places != null) {
            places.sender = records.position();
        }
        records.record(RecordType.SENDER, from.toString());
        if (places != null) {
            records.pad(RecordType.POINTER, from.toString().length());
            places.afterSender = records.position();
        }
        if (!encoding.isEmpty()) {
            write(QueueAttributes.ENCODING, encoding);
        }
        attributes.forEach((name, value) -> {
            if (!standsBeforeSender(name) && !name.equals(QueueAttributes.ENCODING)) {
                write(name, value);
            }
        });
        if (!verp.isEmpty()) {
            records.record(RecordType.VERP, verp);
        }
    }

    private void contentFilter() {
        String filter = origin.contentFilter();
        if (!filter.isEmpty()) {
            records.record(RecordType.FILTER, filter);
        }
    }

    private void dsn() {
        if (!envid.isEmpty()) {
            write(QueueAttributes.DSN_ENVID, envid);
        }
        if (dsnRet != 0) {
            write(QueueAttributes.DSN_RET, Integer.toString(dsnRet));
        }
    }

    private static boolean standsBeforeSender(String name) {
        return name.startsWith("sasl_")
                || name.equals(QueueAttributes.LOG_IDENT)
                || name.equals(QueueAttributes.REWRITE_CONTEXT);
    }

    /** Writes what stands between the sender and the first recipient. */
    void beginRecipients() {
        if (recipientsBegun) {
            return;
        }
        recipientsBegun = true;
        long seconds = cleanup.settings.delayWarningSeconds();
        if (seconds > 0 && !sender().isNull()) {
            String time = Long.toString(origin.arrived().getEpochSecond() + seconds);
            records.record(RecordType.WARNING_TIME, " ".repeat(Math.max(0, 15 - time.length())) + time);
        }
        senderBcc.ifPresent(recipients::addBcc);
    }

    void recipient(Address recipient, Address original, String dsnOrcpt, int dsnNotify) {
        if (sender == null) {
            problems.add(CleanupStatus.BAD, "message rejected: envelope recipient precedes sender");
            return;
        }
        beginRecipients();
        // smtpd always names an original recipient, the one of RCPT TO
        String orcpt =
                dsnOrcpt.isEmpty() && origin.kind() == CleanupOrigin.Kind.SMTPD ? "rfc822;" + recipient : dsnOrcpt;
        recipients.add(recipient, original, orcpt, dsnNotify);
    }

    /** Another sender, mapped as the first one was. */
    Address changeSender(Address raw) {
        senderBcc = Optional.empty();
        Address clean = clean(raw);
        sender = clean;
        if (isUtf8(clean)) {
            addSmtputf8(SMTPUTF8_SENDER);
        }
        return clean;
    }

    Optional<Address> senderBcc() {
        return senderBcc;
    }

    /** Starts again in an empty file, for a message that a filter changed. */
    void again(Address newSender, MessageRecords other) {
        records = other;
        recipients = newRecipients();
        recipientsBegun = false;
        senderBcc = Optional.empty();
        sender = newSender;
        begin(newSender, attributes.getOrDefault(QueueAttributes.ENCODING, ""));
        beginRecipients();
    }
}
