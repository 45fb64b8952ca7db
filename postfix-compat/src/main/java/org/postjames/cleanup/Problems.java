package org.postjames.cleanup;

import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.access.SmtpReply;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueId;

/** What went wrong with one message so far. Nothing more is written once there is something. */
final class Problems {
    private static final String PROGRAM = "cleanup";

    private final MailLog log;
    private final QueueId id;
    private final EnumSet<CleanupStatus> statuses = EnumSet.noneOf(CleanupStatus.class);
    private final boolean bounces;
    private @Nullable SmtpReply reply;

    /** @param bounces whether the sender is told, with as much of the message as there is, and not the client */
    Problems(MailLog log, QueueId id, boolean bounces) {
        this.bounces = bounces;
        this.log = log;
        this.id = id;
    }

    boolean has(CleanupStatus status) {
        return statuses.contains(status);
    }

    boolean none() {
        return statuses.isEmpty();
    }

    /** Whether nothing more of the message is looked at. A message that will be returned is read to its end if that is possible. // CLEANUP_OUT_OK() */
    boolean stop() {
        return bounces ? !Collections.disjoint(statuses, CleanupStatus.INCOMPLETE) : !statuses.isEmpty();
    }

    /** Whether the sender can be told. // CAN_BOUNCE() */
    boolean canBounce() {
        return bounces && !none() && Collections.disjoint(statuses, CleanupStatus.NEVER_BOUNCED);
    }

    void info(String text) {
        log.info(PROGRAM, id + ": " + text);
    }

    void warning(String text) {
        log.warning(PROGRAM, id + ": " + text);
    }

    /** A warning that Postfix gives without the queue id. */
    void plainWarning(String text) {
        log.warning(PROGRAM, text);
    }

    void add(CleanupStatus status) {
        statuses.add(status);
    }

    void add(CleanupStatus status, String warning) {
        statuses.add(status);
        warning(warning);
    }

    /** The content is refused with this reply. */
    void refuseContent(String dsn, String text) {
        refuse(CleanupStatus.CONTENT, new SmtpReply(CleanupStatus.CONTENT.code, dsn, text));
    }

    /** The message is refused with exactly this reply. */
    void refuse(CleanupStatus status, SmtpReply exactly) {
        statuses.add(status);
        reply = exactly;
    }

    void writeError(IOException e) {
        if (statuses.add(CleanupStatus.WRITE)) {
            warning("write queue file: " + e.getMessage());
        }
    }

    void closeError() {
        log.warning(PROGRAM, "mail_stream_cleanup: close error");
    }

    void lookupProblem(String table) {
        add(CleanupStatus.WRITE, table + " map lookup problem -- message not accepted, try again later");
    }

    /** Why, with the enhanced status code in front. */
    String reason() {
        SmtpReply exactly = reply;
        if (exactly == null) {
            CleanupStatus worst = statuses.iterator().next();
            return worst.dsn + " " + worst.text;
        }
        return exactly.dsn().isEmpty() ? exactly.text() : exactly.dsn() + " " + exactly.text();
    }

    Optional<SmtpReply> reply() {
        if (statuses.isEmpty()) {
            return Optional.empty();
        }
        CleanupStatus worst = statuses.iterator().next();
        return Optional.of(reply != null ? reply : new SmtpReply(worst.code, worst.dsn, "Error: " + worst.text));
    }
}
