package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.postjames.address.Address;
import org.postjames.cleanup.AddressMapping.Context;
import org.postjames.cleanup.AddressMapping.ExpansionLimitException;
import org.postjames.esmtp.DsnNotify;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueRecipient;
import org.postjames.queuefile.RecordType;
import org.postjames.table.TableUnavailableException;

/** Rewrites, expands and writes the recipients of one message, each only once. // cleanup_addr.c, cleanup_out_recipient.c */
final class MessageRecipients {

    private final CleanupSettings settings;
    private final AddressMapping mapping;
    private final CleanupOrigin origin;
    private MessageRecords records;
    private final Problems problems;
    private final Consumer<Address> notAscii;
    private final BooleanSupplier utf8Requested;
    private final Set<String> seen = new HashSet<>();
    private final List<QueueRecipient> written = new ArrayList<>(1);
    private final List<QueueRecipient> expansions = new ArrayList<>(0);
    private Optional<Address> last = Optional.empty();
    private boolean any;
    private int notifyUnion;
    private int removed;

    /**
     * @param notAscii is told of each such address
     * @param utf8Requested whether SMTPUTF8 is requested
     */
    MessageRecipients(
            Cleanup cleanup,
            CleanupOrigin origin,
            MessageRecords records,
            Problems problems,
            Consumer<Address> notAscii,
            BooleanSupplier utf8Requested) {
        this.notAscii = notAscii;
        this.utf8Requested = utf8Requested;
        this.settings = cleanup.settings;
        this.mapping = cleanup.mapping;
        this.origin = origin;
        this.records = records;
        this.problems = problems;
    }

    /** Whether any recipient was given, even if it was a duplicate. */
    boolean any() {
        return any;
    }

    /** The recipient that was given last, rewritten but not expanded. */
    Optional<Address> last() {
        return last;
    }

    /** The recipients in the file, in order. */
    List<Address> written() {
        return written.stream().map(QueueRecipient::address).toList();
    }

    /** The same with all that the file says about them; the offset is not known here. */
    List<QueueRecipient> details() {
        return written;
    }

    /** Aliases whose sender asked to be told of success. */
    List<QueueRecipient> expanded() {
        return expansions;
    }

    /** All {@code NOTIFY=} bits seen, as the size record wants them. */
    int qmgrFlags() {
        return notifyUnion << 1;
    }

    void add(Address recipient, Address original, String dsnOrcpt, int dsnNotify) {
        Address clean = mapping.complete(
                Context.LOCAL, recipient.isNull() ? Address.of(settings.emptyAddressRecipient()) : recipient);
        notifyUnion |= dsnNotify;
        any = true;
        try {
            if (origin.mapAddresses()) {
                clean = mapping.envelopeRecipient(clean);
            }
            last = Optional.of(clean);
            tell(clean);
            boolean international = !isAscii(clean) && utf8Requested.getAsBoolean();
            String orcpt = dsnOrcpt.isEmpty() ? (international ? "utf-8;" : "rfc822;") + clean : dsnOrcpt;
            expand(clean, original, orcpt, dsnNotify);
            if (origin.addBcc()) {
                mapping.recipientBcc(clean).ifPresent(this::addBcc);
            }
        } catch (TableUnavailableException e) {
            problems.lookupProblem(e.getMessage());
        }
    }

    private void tell(Address address) {
        if (!isAscii(address)) {
            notAscii.accept(address);
        }
    }

    /** A copy that main.cf asks for: its failure is nobody's business. */
    void addBcc(Address bcc) {
        addBcc(bcc, "", DsnNotify.NEVER);
    }

    void addBcc(Address bcc, String dsnOrcpt, int dsnNotify) {
        try {
            Address clean = mapping.complete(Context.LOCAL, bcc);
            if (origin.mapAddresses()) {
                clean = mapping.envelopeRecipient(clean);
            }
            tell(clean);
            expand(clean, clean, dsnOrcpt, dsnNotify);
        } catch (TableUnavailableException e) {
            problems.lookupProblem(e.getMessage());
        }
    }

    private void expand(Address recipient, Address original, String dsnOrcpt, int dsnNotify)
            throws TableUnavailableException {
        if (!origin.mapAddresses()) {
            write(recipient, original, dsnOrcpt, dsnNotify);
            return;
        }
        try {
            List<Address> targets = mapping.expand(recipient);
            boolean expanded = targets.size() != 1 || !targets.getFirst().equals(recipient);
            int notify = dsnNotify;
            if (expanded && (dsnNotify & DsnNotify.SUCCESS) != 0) {
                // RFC 3461 5.2.7.3: the report of success is the alias's, not that of each destination
                expansions.add(new QueueRecipient(recipient, original, dsnOrcpt, dsnNotify, 0));
                notify = DsnNotify.withoutSuccess(dsnNotify);
            }
            for (Address target : targets) {
                write(target, original, dsnOrcpt, notify);
            }
        } catch (ExpansionLimitException e) {
            problems.add(CleanupStatus.WRITE, e.getMessage() + " -- message not accepted, try again later");
        }
    }

    private void write(Address recipient, Address original, String dsnOrcpt, int dsnNotify) {
        String folded = key(recipient, original, dsnOrcpt, dsnNotify);
        if (seen.contains(folded)) {
            return;
        }
        if (settings.duplicateLimit() <= 0 || seen.size() < settings.duplicateLimit()) {
            seen.add(folded);
        }
        writeUnchecked(recipient, original, dsnOrcpt, dsnNotify);
    }

    /** Writes a recipient that needs no more mapping. */
    void writeUnchecked(Address recipient, Address original, String dsnOrcpt, int dsnNotify) {
        if (dsnNotify != 0) {
            records.record(RecordType.ATTRIBUTE, QueueAttributes.DSN_NOTIFY + "=" + dsnNotify);
        }
        if (!dsnOrcpt.isEmpty()) {
            records.record(RecordType.ATTRIBUTE, QueueAttributes.DSN_ORCPT + "=" + dsnOrcpt);
        }
        records.record(RecordType.ORIGINAL_RECIPIENT, original.toString());
        long offset = records.position();
        records.record(RecordType.RECIPIENT, recipient.toString());
        written.add(new QueueRecipient(recipient, original, dsnOrcpt, dsnNotify, offset));
    }

    private String key(Address recipient, Address original, String dsnOrcpt, int dsnNotify) {
        String key = settings.originalRecipient()
                ? dsnOrcpt + "\n" + dsnNotify + "\n" + original + "\n" + recipient
                : recipient.toString();
        return key.toLowerCase(Locale.ROOT);
    }

    /** What is added now is written here. */
    void continueIn(MessageRecords other) {
        records = other;
    }

    /** Takes back whatever this recipient was expanded to. @return the recipients that must be marked in the file */
    List<QueueRecipient> remove(Address address) {
        List<QueueRecipient> found = written.stream()
                .filter(r -> (settings.originalRecipient() ? r.original() : r.address())
                        .toString()
                        .equals(address.toString()))
                .toList();
        written.removeAll(found);
        removed += found.size();
        for (QueueRecipient r : found) {
            seen.remove(key(address, r.original(), r.dsnOrcpt(), r.dsnNotify()));
        }
        return found;
    }

    /** How many recipient records the file has, taken back or not. */
    int count() {
        return written.size() + removed;
    }

    static boolean isAscii(Address address) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(address.toString());
    }
}
