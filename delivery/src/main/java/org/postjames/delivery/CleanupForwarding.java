package org.postjames.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.CleanupOrigin;
import org.postjames.cleanup.CleanupResult;
import org.postjames.cleanup.CleanupSession;
import org.postjames.cleanup.MailDate;
import org.postjames.cleanup.RefusedMail;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;

/** Puts the message into the queue again, through cleanup, with a Received: and a Delivered-To: header before it. // forward.c: forward_send() */
public final class CleanupForwarding implements Forwarding {
    /** What of the first message's history the second keeps. */
    private static final List<String> ATTRIBUTES = List.of(
            "log_client_name",
            "log_client_address",
            "log_protocol_name",
            "log_helo_name",
            "sasl_method",
            "sasl_username",
            "sasl_sender",
            "log_ident",
            "rewrite_context");

    private final PostfixConfig config;
    private final Cleanup cleanup;
    private final RefusedMail refused;
    private final Clock clock;

    /** @param refused tells the sender when the message is refused */
    public CleanupForwarding(PostfixConfig config, Cleanup cleanup, RefusedMail refused, Clock clock) {
        this.config = config;
        this.cleanup = cleanup;
        this.refused = refused;
        this.clock = clock;
    }

    @Override
    public String forward(DeliveryRequest request, Address sender, Address deliveredTo, List<Recipient> to)
            throws IOException {
        Instant now = clock.instant();
        boolean local = "local".equals(request.attributes().get("rewrite_context"));
        try (CleanupSession session = cleanup.open(CleanupOrigin.of(CleanupOrigin.Kind.FORWARD, local, now))) {
            session.sender(
                    sender,
                    request.envid(),
                    request.dsnRet(),
                    request.encoding(),
                    request.smtputf8().requested());
            Map<String, String> known = request.attributes();
            for (String name : ATTRIBUTES) {
                String value = known.get(name);
                if (value != null) {
                    session.attribute(name, value);
                }
            }
            for (Recipient recipient : to) {
                Address original = recipient.original().isNull() ? recipient.address() : recipient.original();
                session.recipient(recipient.address(), original, recipient.dsnOrcpt(), recipient.dsnNotify());
            }
            line(
                    session,
                    "Received: by " + config.get(GlobalParameters.MYHOSTNAME) + " ("
                            + config.forProgram(LocalAgent.PROGRAM).get(GlobalParameters.MAIL_NAME) + ")");
            line(session, "\tid " + session.queueId() + "; " + MailDate.format(now, ZoneId.systemDefault()));
            if (!deliveredTo.isNull()) {
                line(session, "Delivered-To: " + deliveredTo); // not quoted, unlike in mailboxes
            }
            session.contentBegins();
            content(session, request);
            CleanupResult result = session.finish(refused);
            if (result.refusal().isPresent()) {
                throw new IOException(result.refusal().get().toString());
            }
            return session.queueId().text();
        }
    }

    /** Lines end at LF only: a bare CR belongs to its line. */
    private static void content(CleanupSession session, DeliveryRequest request) throws IOException {
        try (InputStream in = request.content().open()) {
            byte[] buffer = new byte[16 * 1024];
            int kept = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer, kept, buffer.length - kept)) {
                int end = kept + count;
                int start = 0;
                for (int i = kept; i < end; i++) {
                    if (buffer[i] == '\n') {
                        session.line(buffer, start, i - start);
                        start = i + 1;
                    }
                }
                kept = end - start;
                if (start == 0 && kept == buffer.length) {
                    session.partialLine(buffer, 0, kept); // a line of any length in bounded memory
                    kept = 0;
                } else {
                    System.arraycopy(buffer, start, buffer, 0, kept);
                }
            }
            if (kept > 0) {
                session.line(buffer, 0, kept);
            }
        }
    }

    private static void line(CleanupSession session, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.line(bytes, 0, bytes.length);
    }
}
