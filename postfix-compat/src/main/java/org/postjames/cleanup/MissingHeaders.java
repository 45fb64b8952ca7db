package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.HeaderOptions.Name;
import org.postjames.queuefile.NewQueueFile;
import org.postjames.queuefile.RecordType;

/** Adds the headers that a message lacks, after the ones it has. // cleanup_header_done_callback() */
final class MissingHeaders {
    private static final String SPECIALS = "%!()<>@,;:\\\".[]";

    private final CleanupSettings settings;
    private final CleanupOrigin origin;
    private final NewQueueFile file;
    private final EnvelopeWriter envelope;
    private final MessageRecords records;
    private final Problems problems;

    MissingHeaders(
            CleanupSettings settings,
            CleanupOrigin origin,
            NewQueueFile file,
            EnvelopeWriter envelope,
            MessageRecords records,
            Problems problems) {
        this.settings = settings;
        this.origin = origin;
        this.file = file;
        this.envelope = envelope;
        this.records = records;
        this.problems = problems;
    }

    void add(Set<Name> seen, boolean resent) {
        boolean wanted =
                origin.rewriteHeadersLocally() || settings.rewriteRemoteHeaders() || settings.alwaysAddMissingHeaders();
        String prefix = resent ? "Resent-" : "";
        boolean hasId = seen.contains(Name.MESSAGE_ID);
        if (wanted && !seen.contains(resent ? Name.RESENT_MESSAGE_ID : Name.MESSAGE_ID)) {
            String id = "<" + messageId() + ">";
            records.line(prefix + "Message-Id: " + id);
            problems.info((resent ? "resent-message-id=" : "message-id=") + id);
            hasId |= !resent;
        }
        if (!hasId) {
            problems.info("message-id=<>");
        }
        if (!wanted) {
            return;
        }
        if (!seen.contains(resent ? Name.RESENT_DATE : Name.DATE)) {
            records.line(prefix + "Date: " + MailDate.format(origin.arrived(), ZoneId.systemDefault()));
        }
        if (!seen.contains(resent ? Name.RESENT_FROM : Name.FROM)) {
            String from = prefix + "From: " + from();
            records.line(from);
            records.pad(RecordType.PADDING, from.length());
        }
        if (!seen.contains(Name.TO)
                && !seen.contains(Name.CC)
                && !seen.contains(Name.RESENT_TO)
                && !seen.contains(Name.RESENT_CC)
                && !settings.undisclosedRecipients().isEmpty()) {
            undisclosed();
        }
    }

    private void undisclosed() {
        byte[] text = settings.undisclosedRecipients().getBytes(StandardCharsets.ISO_8859_1);
        if (HeaderSyntax.nameLength(text, 0, text.length) == 0) {
            problems.warning("bad undisclosed_recipients_header header text \"" + settings.undisclosedRecipients()
                    + "\" -- need \"headername: headervalue\"");
        } else {
            records.line(settings.undisclosedRecipients());
        }
    }

    private String messageId() {
        String rest = file.id() + "@" + settings.myhostname();
        if (settings.longQueueIds()) {
            return rest;
        }
        ZonedDateTime time = file.created().atZone(ZoneOffset.UTC);
        long stamp = ((time.getYear() * 100L + time.getMonthValue()) * 100 + time.getDayOfMonth()) * 1_000_000
                + time.getHour() * 10_000L
                + time.getMinute() * 100L
                + time.getSecond();
        return stamp + "." + rest;
    }

    private String from() {
        Address sender = envelope.sender();
        String address = AddressSyntax.quote822(sender.isNull() ? new Address("MAILER-DAEMON", "") : sender);
        String name = envelope.fullName().replace('\r', ' ').replace('\n', ' ');
        if (sender.isNull() || name.isEmpty()) {
            return address;
        }
        if (!settings.standardFrom()) {
            return address + " (" + name + ")";
        }
        for (int i = 0; i < name.length(); i++) {
            if (SPECIALS.indexOf(name.charAt(i)) >= 0) {
                return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + address + ">";
            }
        }
        String phrase = String.join(" ", name.strip().split("[ \t]+"));
        return phrase.isEmpty() ? "<" + address + ">" : phrase + " <" + address + ">";
    }
}
