package org.postjames.queue;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;
import org.postjames.address.Address;
import org.postjames.address.VerpDelimiters;
import org.postjames.bounce.BounceLog;
import org.postjames.bounce.BounceLogEntry;
import org.postjames.bounce.BounceTemplate;
import org.postjames.bounce.DeliveryReport;
import org.postjames.bounce.ReportLines;
import org.postjames.bounce.ReturnedMessage;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** Tells senders and postmasters what became of their mail. // bounce_notify_service.c, bounce_warn_service.c, bounce_trace_service.c */
final class Notices {
    private static final int NOTIFY_SUCCESS = 2;
    private static final int NOTIFY_FAILURE = 4;
    private static final int NOTIFY_DELAY = 8;
    private static final int RET_HDRS = 2;
    static final String PROGRAM = "bounce";

    private final PostfixConfig config;
    private final QueueDirectories directories;
    private final NoticeQueue queue;
    private final MailLog log;
    private final Clock clock;
    private final Address doubleBounce;
    private final NoticeTemplates templates;

    Notices(PostfixConfig config, QueueDirectories directories, NoticeQueue queue, MailLog log, Clock clock) {
        this.config = config;
        this.directories = directories;
        this.queue = queue;
        this.log = log;
        this.clock = clock;
        this.templates = NoticeTemplates.of(config, log);
        this.doubleBounce =
                new Address(config.get(GlobalParameters.DOUBLE_BOUNCE_SENDER), config.get(GlobalParameters.MYHOSTNAME));
    }

    /**
     * Returns a message to its sender for the recipients in its bounce file, or in its defer file when it is too old.
     *
     * @return whether nobody needs to be told any more; then the file is gone
     */
    boolean bounce(QueuedMessage message, String logQueue) {
        try {
            List<BounceLogEntry> entries = entries(message, logQueue);
            boolean told = failure(message, entries);
            if (told) {
                directories.remove(logQueue, message.id());
            }
            return told;
        } catch (IOException e) {
            notSent(message, e);
            log.info("qmgr", message.id() + ": status=deferred (bounce failed)");
            return false;
        }
    }

    /** The same for a message that has no bounce file. */
    boolean bounce(QueuedMessage message, List<BounceLogEntry> entries) {
        try {
            return failure(message, entries);
        } catch (IOException e) {
            notSent(message, e);
            return false;
        }
    }

    private void notSent(QueuedMessage message, IOException e) {
        if (!(e instanceof RefusedNoticeException)) {
            log.warning(PROGRAM, message.id() + ": cannot send notification: " + e.getMessage());
        }
    }

    private boolean failure(QueuedMessage message, List<BounceLogEntry> entries) throws IOException {
        boolean verp = message.verp().isPresent() && !config.get(QmgrParameters.DISABLE_VERP_BOUNCES);
        if (isDoubleBounce(message.sender())) {
            if (verp) {
                log.warning(PROGRAM, "request to send VERP-style notification of bounced mail");
            }
            log.warning(PROGRAM, message.id() + ": undeliverable postmaster notification discarded");
            return true;
        }
        if (message.sender().isNull()) {
            if (notifies("2bounce") || notifies("bounce")) {
                postmaster(
                        message, BounceTemplate.FAILURE, entries, QmgrParameters.DOUBLE_BOUNCE_NOTICE_RECIPIENT, false);
            }
            return true;
        }
        if (verp) {
            for (BounceLogEntry entry : entries) {
                failureOfOne(message, message.verp().get(), entry);
            }
            return true;
        }
        List<BounceLogEntry> wanted = wanted(entries, NOTIFY_FAILURE);
        if (!wanted.isEmpty()) {
            boolean headersOnly = message.dsnRet() == RET_HDRS;
            QueueId id =
                    send(message, BounceTemplate.FAILURE, Address.NULL, message.sender(), wanted, false, headersOnly);
            log.info(PROGRAM, message.id() + ": sender non-delivery notification: " + id);
        } else if (!entries.isEmpty()) {
            DeliveryReport report = report(message, BounceTemplate.FAILURE);
            queue.withdraw(
                    Address.NULL,
                    message.sender(),
                    message.smtputf8().requested(),
                    out -> write(report, message.sender(), List.of(), false, true, out));
        }
        if (notifies("bounce")) {
            postmasterCopy(
                    message, BounceTemplate.FAILURE, entries, QmgrParameters.BOUNCE_NOTICE_RECIPIENT, "bouncing to");
        }
        return true;
    }

    /** The list's software learns from the address to which a notice goes who did not get the message. // bounce_notify_verp.c */
    private void failureOfOne(QueuedMessage message, VerpDelimiters verp, BounceLogEntry entry) throws IOException {
        List<BounceLogEntry> wanted = wanted(List.of(entry), NOTIFY_FAILURE);
        if (!wanted.isEmpty()) {
            String recipient = entry.original().isEmpty() ? entry.recipient() : entry.original();
            Address to = verp.sender(message.sender(), Address.of(recipient));
            boolean headersOnly = message.dsnRet() == RET_HDRS;
            QueueId id = send(message, BounceTemplate.FAILURE, Address.NULL, to, wanted, false, headersOnly);
            log.info(PROGRAM, message.id() + ": sender non-delivery notification: " + id);
        }
        if (notifies("bounce")) {
            postmasterCopy(
                    message,
                    BounceTemplate.FAILURE,
                    List.of(entry),
                    QmgrParameters.BOUNCE_NOTICE_RECIPIENT,
                    "bouncing to");
        }
    }

    /** Tells the sender that a message is late. False if it could not be told now. */
    boolean warn(QueuedMessage message) {
        try {
            List<BounceLogEntry> entries = entries(message, QueueLayout.DEFER);
            if (isDoubleBounce(message.sender())) {
                log.warning(PROGRAM, message.id() + ": undeliverable postmaster notification discarded");
                return true;
            }
            if (message.sender().isNull()) {
                if (notifies("delay")) {
                    postmaster(message, BounceTemplate.DELAY, entries, QmgrParameters.DELAY_NOTICE_RECIPIENT, false);
                }
                return true;
            }
            List<BounceLogEntry> wanted = wanted(entries, NOTIFY_DELAY);
            if (!wanted.isEmpty()) {
                QueueId id = send(message, BounceTemplate.DELAY, Address.NULL, message.sender(), wanted, false, true);
                log.info(PROGRAM, message.id() + ": sender delay notification: " + id);
            }
            if (notifies("delay")) {
                postmasterCopy(
                        message, BounceTemplate.DELAY, entries, QmgrParameters.DELAY_NOTICE_RECIPIENT, "warning");
            }
            return true;
        } catch (IOException e) {
            notSent(message, e);
            return false;
        }
    }

    /** Tells the sender of the recipients that asked for it with NOTIFY=SUCCESS, or of all if the sender asked with {@code sendmail -bv} or {@code -v}. */
    boolean trace(QueuedMessage message) {
        try {
            boolean all = message.trace().reportsAll();
            List<BounceLogEntry> entries = entries(message, QueueLayout.TRACE);
            List<BounceLogEntry> wanted = all ? entries : wanted(entries, NOTIFY_SUCCESS);
            if (message.sender().isNull() || isDoubleBounce(message.sender())) {
                log.info(
                        PROGRAM,
                        message.id() + ": not sending trace/success notification for "
                                + (message.sender().isNull() ? "single-bounce message" : "double-bounce message"));
            } else if (!wanted.isEmpty()) {
                BounceTemplate template = all ? BounceTemplate.VERIFY : BounceTemplate.SUCCESS;
                QueueId id = send(message, template, Address.NULL, message.sender(), wanted, false, true);
                log.info(PROGRAM, message.id() + ": sender delivery status notification: " + id);
            }
            directories.remove(QueueLayout.TRACE, message.id());
            return true;
        } catch (IOException e) {
            notSent(message, e);
            return false;
        }
    }

    private void postmaster(
            QueuedMessage message,
            BounceTemplate template,
            List<BounceLogEntry> entries,
            org.postjames.config.Parameter<String> recipient,
            boolean headersOnly)
            throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        Address to = Address.of(config.get(recipient));
        QueueId id = send(message, template, doubleBounce, to, entries, true, headersOnly);
        String kind = template == BounceTemplate.DELAY
                ? "postmaster delay notification"
                : "postmaster non-delivery notification";
        log.info(PROGRAM, message.id() + ": " + kind + ": " + id);
    }

    /** A copy that is nice to have: when it fails, the notice to the sender is not sent again. */
    private void postmasterCopy(
            QueuedMessage message,
            BounceTemplate template,
            List<BounceLogEntry> entries,
            org.postjames.config.Parameter<String> recipient,
            String doing) {
        try {
            postmaster(message, template, entries, recipient, true);
        } catch (IOException e) {
            log.warning(PROGRAM, message.id() + ": postmaster notice failed while " + doing + " " + message.sender());
        }
    }

    private QueueId send(
            QueuedMessage message,
            BounceTemplate template,
            Address from,
            Address to,
            List<BounceLogEntry> entries,
            boolean postmasterCopy,
            boolean headersOnly)
            throws IOException {
        DeliveryReport report = report(message, template);
        return queue.submit(
                from,
                to,
                message.smtputf8().requested(),
                out -> write(report, to, entries, postmasterCopy, headersOnly, out));
    }

    private void write(
            DeliveryReport report,
            Address to,
            List<BounceLogEntry> entries,
            boolean postmasterCopy,
            boolean headersOnly,
            ReportLines out)
            throws IOException {
        try {
            report.write(to, entries, postmasterCopy, headersOnly, out);
        } catch (IllegalArgumentException e) {
            // bounce(8) ends here, and its client does not know what became of the notice
            log.log(PROGRAM, Severity.FATAL, String.valueOf(e.getMessage()));
            throw new IOException("the template cannot be expanded", e);
        }
    }

    private DeliveryReport report(QueuedMessage message, BounceTemplate template) throws IOException {
        ReturnedMessage returned = new ReturnedMessage(
                message.id().text(),
                message.sender(),
                message.envid(),
                message.encoding(),
                message.smtputf8().requested(),
                message.arrived(),
                message.content().storedSize(),
                message.content());
        return new DeliveryReport(config, templates.get(), template, returned, clock.instant());
    }

    private List<BounceLogEntry> entries(QueuedMessage message, String logQueue) throws IOException {
        boolean deferred = logQueue.equals(QueueLayout.DEFER);
        return BounceLog.read(directories.layout().path(logQueue, message.id()), deferred);
    }

    private static List<BounceLogEntry> wanted(List<BounceLogEntry> entries, int notify) {
        Predicate<BounceLogEntry> asked =
                e -> e.dsnNotify() == 0 && notify != NOTIFY_SUCCESS || (e.dsnNotify() & notify) != 0;
        return entries.stream().filter(asked).toList();
    }

    private boolean isDoubleBounce(Address sender) {
        return sender.toString().equalsIgnoreCase(doubleBounce.toString());
    }

    private boolean notifies(String errorClass) {
        return config.get(QmgrParameters.NOTIFY_CLASSES).contains(errorClass);
    }
}
