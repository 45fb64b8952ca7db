package org.postjames.queue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.bounce.BounceLogEntry;
import org.postjames.cleanup.RefusedMail;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueRecipient;
import org.postjames.queuefile.Smtputf8;

/** Returns mail that cleanup does not take, before it was ever in the queue. // cleanup_bounce.c, bounce(8) */
public final class CleanupBounces implements RefusedMail {
    private static final String PROGRAM = "cleanup";

    private final QueueDirectories directories;
    private final Notices notices;
    private final DeliveryLog log;
    private final Clock clock;
    private final boolean softBounce;

    public CleanupBounces(
            PostfixConfig config, QueueDirectories directories, NoticeQueue queue, MailLog log, Clock clock) {
        this.directories = directories;
        this.notices = new Notices(config, directories, queue, log, clock);
        this.log = new DeliveryLog(log, config.get(QmgrParameters.DELAY_LOGGING_RESOLUTION_LIMIT));
        this.clock = clock;
        this.softBounce = config.get(GlobalParameters.SOFT_BOUNCE);
    }

    @Override
    public boolean bounce(Message message, String dsn, String reason) {
        if (softBounce) {
            return false; // it is tried again, and nothing is told
        }
        List<Recipient> recipients = new ArrayList<>();
        for (QueueRecipient r : message.recipients()) {
            recipients.add(Recipient.of(r));
        }
        if (recipients.isEmpty()) {
            recipients.add(new Recipient(Address.of("unknown"), Address.NULL, "", 0, 0));
        }
        DeliveryLog.Times times =
                new DeliveryLog.Times(message.arrived(), message.created(), message.created(), clock.instant());
        String code = dsn.startsWith("5") ? dsn : "5.0.0";
        List<BounceLogEntry> entries = new ArrayList<>();
        for (Recipient recipient : recipients) {
            RecipientStatus status =
                    RecipientStatus.of(recipient, RecipientStatus.Outcome.BOUNCED, "none", code, reason);
            log.recipient(PROGRAM, message.id(), status, times, code, "bounced");
            entries.add(StatusRecorder.logEntry(status, code, "failed"));
        }
        return notices.bounce(queued(message, recipients), entries);
    }

    private QueuedMessage queued(Message message, List<Recipient> recipients) {
        return new QueuedMessage(
                message.id(),
                message.sender(),
                recipients,
                recipients.size(),
                new QueueFileContent(
                        directories.layout().path(QueueLayout.INCOMING, message.id()),
                        message.dataOffset(),
                        message.dataSize(),
                        message.dataSize(),
                        null),
                message.envid(),
                message.dsnRet(),
                message.encoding(),
                new Smtputf8(message.smtputf8(), false),
                message.arrived(),
                message.created(),
                Map.of(),
                0,
                0,
                0,
                message.verpDelimiters(),
                "",
                "");
    }
}
