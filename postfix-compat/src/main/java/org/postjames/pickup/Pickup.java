package org.postjames.pickup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import org.postjames.access.SmtpReply;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.CleanupResult;
import org.postjames.cleanup.CleanupSession;
import org.postjames.cleanup.MailDate;
import org.postjames.cleanup.RefusedMail;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queuefile.CorruptQueueFileException;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** Brings the mail that waits in {@code maildrop} into the queue. The server calls {@link #run} when a command asks for it and once a minute. // pickup(8) */
public final class Pickup {
    private static final String PROGRAM = "pickup";
    private static final int OWNER_RWX = 0700;
    private static final int OTHERS_READ = 0004;
    private static final Duration FUTURE = Duration.ofHours(2);
    private static final Duration OLD = Duration.ofDays(1);

    private final PostfixConfig config;
    private final PostfixConfig service;
    private final QueueLayout layout;
    private final Cleanup cleanup;
    private final RefusedMail refused;
    private final MailLog log;
    private final Clock clock;

    public Pickup(PostfixConfig config, Cleanup cleanup, RefusedMail refused, MailLog log, Clock clock) {
        this.config = config;
        this.service = config.forProgram(PROGRAM);
        this.layout = QueueLayout.of(config);
        this.cleanup = cleanup;
        this.refused = refused;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Takes every complete file there is. Files that are still being written, and files that cannot be queued now, stay for the next time.
     *
     * @return how many files are gone from {@code maildrop}
     * @throws IOException if the directory cannot be read
     */
    public synchronized int run() throws IOException {
        int total = 0;
        int round;
        do {
            round = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.queue(QueueLayout.MAILDROP))) {
                for (Path file : files) {
                    if (take(file)) {
                        round++;
                    }
                }
            }
            total += round;
        } while (round > 0);
        return total;
    }

    private boolean take(Path file) {
        try {
            Map<String, Object> stat = Files.readAttributes(
                    file, "unix:mode,uid,lastModifiedTime,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            int mode = (Integer) Objects.requireNonNull(stat.get("mode"));
            if (!Boolean.TRUE.equals(stat.get("isRegularFile")) || (mode & OWNER_RWX) != OWNER_RWX) {
                return false;
            }
            long uid = ((Number) Objects.requireNonNull(stat.get("uid"))).longValue();
            return submit(file, uid, mode, (FileTime) Objects.requireNonNull(stat.get("lastModifiedTime")));
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            log.warning(PROGRAM, "open input file " + file.getFileName() + ": " + e.getMessage());
            return false;
        }
    }

    private boolean submit(Path file, long uid, int mode, FileTime modified) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            Submission submission = new Submission(channel, modified);
            submission.readHead();
            try (CleanupSession session =
                    cleanup.open(submission.origin(isRequeued(mode)).as(service))) {
                return finished(file, copy(submission, session, file, uid, mode, modified));
            }
        } catch (CorruptQueueFileException e) {
            log.warning(PROGRAM, "uid=" + uid + ": " + e.getMessage());
            moveToCorrupt(file);
            return true;
        }
    }

    private CleanupResult copy(
            Submission submission, CleanupSession session, Path file, long uid, int mode, FileTime modified)
            throws IOException {
        QueueId id = session.queueId();
        Instant dated = dated(id, modified);
        submission.copyEnvelope(session);
        String requeued = isRequeued(mode) ? " orig_id=" + file.getFileName() : "";
        log.info(PROGRAM, id + ": uid=" + uid + " from=<" + AddressSyntax.logged(submission.sender()) + ">" + requeued);
        line(
                session,
                "Received: by " + config.get(GlobalParameters.MYHOSTNAME) + " ("
                        + service.get(GlobalParameters.MAIL_NAME) + ", from userid " + uid + ")");
        line(session, "\tid " + id + "; " + MailDate.format(dated, ZoneId.systemDefault()));
        submission.copyContent(session);
        return session.finish(refused);
    }

    /** Whether postsuper -r put it there: what a user submits can be read by everybody. */
    private static boolean isRequeued(int mode) {
        return (mode & OTHERS_READ) == 0;
    }

    private static void line(CleanupSession session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.line(bytes, 0, bytes.length);
    }

    private Instant dated(QueueId id, FileTime modified) {
        Instant time = modified.toInstant();
        Instant now = clock.instant();
        if (time.isAfter(now.plus(FUTURE))) {
            log.warning(
                    PROGRAM,
                    id + ": message dated " + Duration.between(now, time).toSeconds() + " seconds into the future");
            return now;
        }
        if (time.isBefore(now.minus(OLD))) {
            log.warning(
                    PROGRAM,
                    id + ": message has been queued for "
                            + Duration.between(time, now).toDays() + " days");
        }
        return time;
    }

    private boolean finished(Path file, CleanupResult result) throws IOException {
        if (result.refusal().isEmpty()) {
            Files.delete(file);
            return true;
        }
        SmtpReply reply = result.refusal().get();
        if (reply.text().startsWith("Error: ")) { // otherwise cleanup has said why
            log.warning(
                    PROGRAM,
                    "maildrop/" + file.getFileName() + ": error writing " + result.queueId() + ": "
                            + reply.text().substring("Error: ".length()));
        }
        if (reply.code() / 100 == 4) {
            return false;
        }
        Files.delete(file); // it has no recipients: they were served before postsuper -r
        return true;
    }

    // Postfix differs: it deletes a file that is no mail, because only a broken program can have written it; here it is
    // kept in corrupt.
    private void moveToCorrupt(Path file) throws IOException {
        Path place = layout.queue(QueueLayout.CORRUPT);
        Files.createDirectories(place);
        Files.move(file, place.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        log.warning(
                PROGRAM,
                "saving corrupt file \"" + file.getFileName() + "\" from queue \"maildrop\" to queue \"corrupt\"");
    }
}
