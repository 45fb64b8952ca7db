package org.postjames.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.postjames.access.AddressVerifier.Status;
import org.postjames.bounce.BounceLog;
import org.postjames.bounce.BounceLogEntry;
import org.postjames.bounce.QuotedAddress;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/**
 * Keeps what happened to each recipient: in the bounce, defer or trace file, in the queue file, in the log. // bounce.c, defer.c, sent.c
 *
 * <p>The order is what makes a crash harmless: first the bounce file is on disk, then the recipient is marked done. In between, the recipient would be
 * tried once more; the other way round, its sender would never hear of it.
 */
final class StatusRecorder {
    private static final int NOTIFY_SUCCESS = 2;

    private static final int LOG_LOCKS = 64;

    private final List<ReentrantLock> logLocks =
            Stream.generate(ReentrantLock::new).limit(LOG_LOCKS).toList();
    private final QueueDirectories directories;
    private final OutcomeListeners listeners;
    private final MailLog log;
    private final DeliveryLog deliveryLog;
    private final boolean softBounce;
    private final boolean compatible;

    StatusRecorder(PostfixConfig config, QueueDirectories directories, OutcomeListeners listeners, MailLog log) {
        this.listeners = listeners;
        this.directories = directories;
        this.log = log;
        this.deliveryLog = new DeliveryLog(log, config.get(QmgrParameters.DELAY_LOGGING_RESOLUTION_LIMIT));
        this.softBounce = config.get(GlobalParameters.SOFT_BOUNCE);
        this.compatible = config.get(QmgrParameters.BACKWARDS_BOUNCE_LOGFILE_COMPATIBILITY);
    }

    /** Records the outcomes of recipients; one recipient may have several. The message's flags say afterwards what its completion has to do. */
    void record(ActiveMessage message, String program, List<RecipientStatus> statuses, DeliveryLog.Times times) {
        QueueId id = message.envelope.id();
        StringBuilder bounces = new StringBuilder();
        StringBuilder defers = new StringBuilder();
        StringBuilder traces = new StringBuilder();
        List<Recipient> done = new ArrayList<>(statuses.size());
        if (message.envelope.trace().addressProbe()) {
            probed(message, program, statuses, times);
            return;
        }
        if (message.envelope.trace().traceOnly()) {
            verified(message, program, statuses, times);
            return;
        }
        for (RecipientStatus s : statuses) {
            if (message.envelope.trace().record()) {
                traces.append(entry(traced(s), dsn(s), attempted(s)));
            }
            switch (s.outcome()) {
                case SENT -> {
                    done.add(s.recipient());
                    if ((s.recipient().dsnNotify() & NOTIFY_SUCCESS) != 0
                            && !message.envelope.trace().record()) {
                        traces.append(entry(traced(s), dsn(s), successful(s)));
                    }
                }
                case BOUNCED -> {
                    if (!softBounce) {
                        bounces.append(entry(s, dsn(s), "failed"));
                        done.add(s.recipient());
                    } else {
                        defers.append(entry(s, dsn(s), "delayed"));
                    }
                }
                case DEFERRED -> defers.append(entry(s, dsn(s), "delayed"));
            }
        }
        done.removeIf(r -> waits(r, statuses)); // an alias is done when all of its destinations are
        boolean bounceFailed = !bounces.isEmpty() && !append(QueueLayout.BOUNCE, id, bounces);
        if (!bounces.isEmpty() && !bounceFailed) {
            message.markBounced();
        }
        if (!defers.isEmpty()) {
            message.markDeferred();
            append(QueueLayout.DEFER, id, defers);
        }
        if (!traces.isEmpty() && append(QueueLayout.TRACE, id, traces)) {
            message.markTraced();
        }
        for (RecipientStatus s : statuses) {
            report(message, program, s, times, bounceFailed, done);
        }
        if (!done.isEmpty() && !message.endsWithThisJob()) {
            markDone(id, done);
        }
    }

    private void report(
            ActiveMessage message,
            String program,
            RecipientStatus s,
            DeliveryLog.Times times,
            boolean bounceFailed,
            List<Recipient> done) {
        QueueId id = message.envelope.id();
        if (s.isExpansion()) {
            return;
        }
        if (s.outcome() == Outcome.BOUNCED && bounceFailed) {
            done.removeIf(r -> r.offset() == s.recipient().offset());
            message.markDeferred();
            RecipientStatus waiting = RecipientStatus.of(
                    s.recipient(), Outcome.DEFERRED, s.relay(), "4.3.0", "bounce or trace service failure");
            append(QueueLayout.DEFER, id, new StringBuilder(entry(waiting, "4.3.0", "delayed")));
            deliveryLog.recipient(s.saidBy(program), id, waiting, times, "4.3.0", "deferred");
            listeners.deferrals().deferred(s.saidBy(program), s.recipient().address(), id);
            return;
        }
        String status =
                switch (s.outcome()) {
                    case SENT -> "sent";
                    case BOUNCED -> softBounce ? "SOFTBOUNCE" : "bounced";
                    case DEFERRED -> "deferred";
                };
        deliveryLog.recipient(s.saidBy(program), id, s, times, dsn(s), status);
        if (s.outcome() == Outcome.DEFERRED || softBounce && s.outcome() == Outcome.BOUNCED) {
            listeners.deferrals().deferred(s.saidBy(program), s.recipient().address(), id);
        }
    }

    /** The outcomes of a message that is not to be delivered: what could not be delivered is no failure of the message. // verify(8) has no part in it */
    private void verified(
            ActiveMessage message, String program, List<RecipientStatus> statuses, DeliveryLog.Times times) {
        QueueId id = message.envelope.id();
        StringBuilder traces = new StringBuilder();
        for (RecipientStatus s : statuses) {
            traces.append(entry(traced(s), s.validDsn(), verifiedStatus(s)));
        }
        if (!append(QueueLayout.TRACE, id, traces)) {
            message.markDeferred();
            return;
        }
        message.markTraced();
        for (RecipientStatus s : statuses) {
            deliveryLog.recipient(s.saidBy(program), id, s, times, s.validDsn(), verifiedStatus(s));
        }
        markDone(id, statuses.stream().map(RecipientStatus::recipient).toList());
    }

    /** The outcomes of a probe of the mail system's own: they are told to verify(8), for the address as it was and as it became. // verify_append() */
    private void probed(
            ActiveMessage message, String program, List<RecipientStatus> statuses, DeliveryLog.Times times) {
        for (RecipientStatus s : statuses) {
            Status status =
                    switch (s.outcome()) {
                        case SENT -> Status.DELIVERABLE;
                        case DEFERRED -> Status.DEFERRED;
                        case BOUNCED -> Status.UNDELIVERABLE;
                    };
            Recipient recipient = s.recipient();
            boolean kept = true;
            if (!recipient.original().isNull()) {
                kept = listeners.probes().result(recipient.original(), status, s.reason());
            }
            if (!recipient.address().equals(recipient.original())) {
                kept &= listeners.probes().result(recipient.address(), status, s.reason());
            }
            deliveryLog.recipient(
                    s.saidBy(program),
                    message.envelope.id(),
                    s,
                    times,
                    s.validDsn(),
                    kept ? verifiedStatus(s) : "undeliverable-but-not-cached");
        }
        markDone(
                message.envelope.id(),
                statuses.stream().map(RecipientStatus::recipient).toList());
    }

    private static String verifiedStatus(RecipientStatus s) {
        return s.outcome() == Outcome.SENT ? "deliverable" : "undeliverable";
    }

    private static String successful(RecipientStatus s) {
        return s.action().isEmpty() ? "delivered" : s.action();
    }

    private String attempted(RecipientStatus s) {
        return switch (s.outcome()) {
            case SENT -> successful(s);
            case BOUNCED -> softBounce ? "delayed" : "failed";
            case DEFERRED -> "delayed";
        };
    }

    private boolean waits(Recipient recipient, List<RecipientStatus> statuses) {
        for (RecipientStatus s : statuses) {
            boolean waiting = s.outcome() == Outcome.DEFERRED || softBounce && s.outcome() == Outcome.BOUNCED;
            if (waiting && s.recipient().offset() == recipient.offset()) {
                return true;
            }
        }
        return false;
    }

    /** The words of a delivery record. // trace.c */
    private static RecipientStatus traced(RecipientStatus s) {
        String reason = s.relay().equals("none") ? s.reason() : "delivery via " + s.relay() + ": " + s.reason();
        return new RecipientStatus(
                s.recipient(),
                s.outcome(),
                s.dsn(),
                reason,
                s.relay(),
                s.remoteMta(),
                s.diagnostic(),
                s.action(),
                s.connectionSetup(),
                s.connectionUse());
    }

    private String dsn(RecipientStatus s) {
        String dsn = s.validDsn();
        return softBounce && s.outcome() == Outcome.BOUNCED ? '4' + dsn.substring(1) : dsn;
    }

    private String entry(RecipientStatus s, String dsn, String action) {
        return BounceLog.format(logEntry(s, dsn, action), compatible);
    }

    static BounceLogEntry logEntry(RecipientStatus s, String dsn, String action) {
        Recipient r = s.recipient();
        String diagnostic = s.diagnostic();
        int semicolon = diagnostic.indexOf(';');
        boolean typed = semicolon > 0 && !diagnostic.startsWith("X-");
        return new BounceLogEntry(
                QuotedAddress.of(r.address()),
                DeliveryLog.differs(r.original(), r.address()) ? QuotedAddress.of(r.original()) : "",
                r.offset(),
                r.dsnOrcpt(),
                r.dsnNotify(),
                dsn,
                action,
                typed ? diagnostic.substring(0, semicolon) : "",
                typed ? diagnostic.substring(semicolon + 1).strip() : "",
                s.remoteMta().isEmpty() ? "" : "dns",
                s.remoteMta(),
                s.reason());
    }

    /** Several deliveries of one message may end at the same time: one entry must not overwrite another. // bounce(8) locks the file */
    private boolean append(String queue, QueueId id, StringBuilder text) {
        ReentrantLock lock = logLocks.get(Math.floorMod(id.hashCode(), LOG_LOCKS));
        lock.lock();
        try {
            return appendNow(queue, id, text);
        } finally {
            lock.unlock();
        }
    }

    private boolean appendNow(String queue, QueueId id, StringBuilder text) {
        Path path = directories.layout().path(queue, id);
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        try (FileChannel file = directories.openLog(path)) {
            long length = file.size();
            try {
                while (bytes.hasRemaining()) {
                    file.write(bytes, length + bytes.position());
                }
                file.force(true);
                return true;
            } catch (IOException e) {
                file.truncate(length);
                throw e;
            }
        } catch (IOException e) {
            log.warning("bounce", id + ": append file " + queue + " " + id + ": " + e.getMessage());
            return false;
        }
    }

    /** Turns recipient records into done records. Not synced: if it is lost, the recipient gets the mail once more. // deliver_completed.c */
    void markDone(QueueId id, List<Recipient> recipients) {
        Path path = directories.layout().path(QueueLayout.ACTIVE, id);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (Recipient r : recipients) {
                if (r.offset() > 0) {
                    file.write(ByteBuffer.wrap(new byte[] {'D'}), r.offset());
                }
            }
        } catch (IOException e) {
            log.warning("qmgr", "update queue file " + path + ": " + e.getMessage());
        }
    }
}
