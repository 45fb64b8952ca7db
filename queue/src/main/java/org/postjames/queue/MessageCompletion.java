package org.postjames.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.postjames.bounce.QuotedAddress;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.RecordType;

/** What happens to a message when all its recipients have been tried: notices are sent, then the file is removed or waits in {@code deferred}. // qmgr_active_done() */
final class MessageCompletion {
    private final PostfixConfig config;
    private final QueueDirectories directories;
    private final Notices notices;
    private final MailLog log;
    private final Clock clock;
    private final boolean softBounce;

    MessageCompletion(PostfixConfig config, QueueDirectories directories, Notices notices, MailLog log, Clock clock) {
        this.config = config;
        this.directories = directories;
        this.notices = notices;
        this.log = log;
        this.clock = clock;
        this.softBounce = config.get(GlobalParameters.SOFT_BOUNCE);
    }

    void complete(ActiveMessage message) throws IOException {
        QueueId id = message.envelope.id();
        boolean again = message.deferred();
        // The file may also be left from an attempt whose notice could not be sent.
        if ((message.bounced() || message.mayHaveLogs && hasLog(QueueLayout.BOUNCE, id))
                && (softBounce || !notices.bounce(message.envelope, QueueLayout.BOUNCE))) {
            again = true;
        }
        if ((message.traced() || message.mayHaveLogs && hasLog(QueueLayout.TRACE, id)) && !trace(message.envelope)) {
            again = true;
        }
        if (again && isExpired(message)) {
            again = !returnExpired(message);
        } else if (again) {
            warnIfLate(message.envelope);
        }
        if (again) {
            defer(message.envelope);
        } else if (directories.remove(QueueLayout.ACTIVE, id)) {
            log.info("qmgr", id + ": removed");
        } else {
            log.warning("qmgr", "remove " + id + " from active: No such file or directory");
        }
    }

    /** Reports once: a later attempt is not asked for. // qmgr_active_done_25_trace_flush() */
    private boolean trace(QueuedMessage message) throws IOException {
        boolean told = notices.trace(message);
        if (told && message.traceOffset() > 0) {
            Path path = directories.layout().path(QueueLayout.ACTIVE, message.id());
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {RecordType.KILLED}), message.traceOffset());
            }
        }
        return told;
    }

    /** Removes a log that an interrupted notice left empty. */
    boolean hasLog(String queue, QueueId id) throws IOException {
        Path path = directories.layout().path(queue, id);
        try {
            if (Files.size(path) > 0) {
                return true;
            }
            Files.deleteIfExists(path);
            return false;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private boolean isExpired(ActiveMessage message) {
        Duration lifetime = config.get(
                message.envelope.sender().isNull()
                        ? QmgrParameters.BOUNCE_QUEUE_LIFETIME
                        : QmgrParameters.MAXIMAL_QUEUE_LIFETIME);
        return message.forceExpire || age(message.envelope).compareTo(lifetime) >= 0;
    }

    private Duration age(QueuedMessage message) {
        Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
        return Duration.between(message.created(), now);
    }

    private boolean returnExpired(ActiveMessage message) {
        QueuedMessage envelope = message.envelope;
        String status = message.forceExpire ? "force-expired" : "expired";
        log.info(
                "qmgr",
                envelope.id() + ": from=<" + QuotedAddress.of(envelope.sender()) + ">, status=" + status
                        + ", returned to sender");
        return !softBounce && notices.bounce(envelope, QueueLayout.DEFER);
    }

    private void warnIfLate(QueuedMessage message) throws IOException {
        if (message.warnTime() > 0 && clock.instant().getEpochSecond() >= message.warnTime() - 1) {
            if (notices.warn(message)) {
                // The record keeps its length: type, length 15, number. // qmgr_message_update_warn()
                byte[] record = ("W\u000f" + " ".repeat(13) + "-1").getBytes(StandardCharsets.ISO_8859_1);
                Path path = directories.layout().path(QueueLayout.ACTIVE, message.id());
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    file.write(ByteBuffer.wrap(record), message.warnOffset());
                }
            }
        }
    }

    /** The next attempt comes after as much time as the message is old, within limits. // qmgr_active_done_3_generic() */
    private void defer(QueuedMessage message) throws IOException {
        Duration delay = age(message);
        Duration maximum = config.get(QmgrParameters.MAXIMAL_BACKOFF_TIME);
        delay = delay.compareTo(maximum) > 0 ? maximum : delay;
        Duration minimum = config.get(QmgrParameters.MINIMAL_BACKOFF_TIME);
        delay = delay.compareTo(minimum) < 0 ? minimum : delay;
        defer(message.id(), QueueLayout.DEFERRED, delay);
    }

    /** Moves a file from active to a queue where it is not looked at for some time. */
    void defer(QueueId id, String queue, Duration delay) throws IOException {
        try {
            Files.setLastModifiedTime(
                    directories.layout().path(QueueLayout.ACTIVE, id),
                    FileTime.fromMillis((clock.instant().getEpochSecond() + delay.toSeconds()) * 1000));
        } catch (NoSuchFileException e) {
            // postsuper(1) was quicker; move() says so.
        }
        if (!directories.move(id, QueueLayout.ACTIVE, queue)) {
            log.warning("qmgr", "rename " + id + " from active to " + queue + ": No such file or directory");
        }
    }

    /** Takes a damaged file out of the way, for inspection. // qmgr_active_corrupt() */
    void corrupt(QueueId id) throws IOException {
        if (directories.move(id, QueueLayout.ACTIVE, QueueLayout.CORRUPT)) {
            log.warning("qmgr", "saving corrupt file \"" + id + "\" from queue \"active\" to queue \"corrupt\"");
        }
    }
}
