package org.postjames.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.postjames.address.Address;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.CleanupOrigin;
import org.postjames.cleanup.CleanupResult;
import org.postjames.cleanup.CleanupSession;
import org.postjames.cleanup.MailDate;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.queuefile.QueueAttributes;
import org.postjames.queuefile.QueueId;

/** Puts notices into the queue through cleanup, as mail that this host wrote itself. // post_mail.c */
public final class CleanupNotices implements NoticeQueue {
    private final Cleanup cleanup;
    private final Clock clock;
    private final String received;

    public CleanupNotices(PostfixConfig config, Cleanup cleanup, Clock clock) {
        this.cleanup = cleanup;
        this.clock = clock;
        this.received = "Received: by " + config.get(GlobalParameters.MYHOSTNAME) + " ("
                + config.forProgram(Notices.PROGRAM).get(GlobalParameters.MAIL_NAME) + ")";
    }

    @Override
    public QueueId submit(Address sender, Address recipient, boolean smtputf8, Text text) throws IOException {
        Instant now = clock.instant();
        try (CleanupSession session = open(now, CleanupOrigin.Kind.BOUNCE)) {
            write(session, now, sender, recipient, smtputf8, text);
            CleanupResult result = session.finish();
            if (result.refusal().isPresent()) {
                throw new RefusedNoticeException(result.refusal().get());
            }
            return result.queueId();
        }
    }

    @Override
    public void withdraw(Address sender, Address recipient, boolean smtputf8, Text text) throws IOException {
        Instant now = clock.instant();
        try (CleanupSession session = open(now, CleanupOrigin.Kind.BOUNCE)) {
            write(session, now, sender, recipient, smtputf8, text);
        }
    }

    /** Sends an address verification probe: it has no content because it is never delivered. // verify.c */
    public void probe(Address sender, Address recipient) throws IOException {
        Instant now = clock.instant();
        try (CleanupSession session = open(now, CleanupOrigin.Kind.VERIFY)) {
            session.attribute(QueueAttributes.TRACE_FLAGS, Integer.toString(QueueAttributes.TRACE_ADDRESS_PROBE));
            write(session, now, sender, recipient, false, out -> {});
            CleanupResult result = session.finish();
            if (result.refusal().isPresent()) {
                throw new RefusedNoticeException(result.refusal().get());
            }
        }
    }

    private CleanupSession open(Instant now, CleanupOrigin.Kind kind) throws IOException {
        return cleanup.open(CleanupOrigin.of(kind, true, now));
    }

    private void write(
            CleanupSession session, Instant now, Address sender, Address recipient, boolean smtputf8, Text text)
            throws IOException {
        session.attribute("rewrite_context", "local");
        session.sender(sender, "", 0, "", smtputf8);
        session.recipient(recipient, "", 0);
        String date = MailDate.format(now, ZoneId.systemDefault());
        line(session, received);
        line(session, "\tid " + session.queueId() + "; " + date);
        line(session, "Date: " + date);
        text.write(session::line);
    }

    private static void line(CleanupSession session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.line(bytes, 0, bytes.length);
    }
}
