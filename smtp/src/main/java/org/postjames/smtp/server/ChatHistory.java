package org.postjames.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.access.DebugPeers;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.cleanup.CleanupOrigin;
import org.postjames.cleanup.CleanupSession;
import org.postjames.cleanup.MailDate;
import org.postjames.config.GlobalParameters;

/** What client and server have said, to be mailed to the postmaster if an error of {@code notify_classes} was among it. // smtpd_chat.c */
final class ChatHistory {
    private static final int WIDTH = 78;
    private static final int INDENT = 4;

    private final Session session;
    private final Set<ErrorClass> wanted;
    private final List<String> lines = new ArrayList<>();
    private final Set<ErrorClass> errors = EnumSet.noneOf(ErrorClass.class);

    ChatHistory(Session session) {
        this.session = session;
        this.wanted = session.settings.notifyClasses;
    }

    /** A command line of the client. */
    void in(String line) {
        if (session.isVerbose()) {
            session.verbose("< " + session.clientName() + ": " + session.printable(DebugPeers.withoutSecrets(line)));
        }
        if (wanted.isEmpty()) {
            return;
        }
        if (line.regionMatches(true, 0, "AUTH ", 0, 5)) {
            // Postfix differs: it mails what follows AUTH as well, because that may be a password
            lines.add("In:  AUTH ...");
        } else {
            lines.add("In:  " + line);
        }
    }

    /** A line of the server's reply. */
    void out(String line) {
        if (session.isVerbose()) {
            session.verbose("> " + session.clientName() + ": " + line);
        }
        if (!wanted.isEmpty()) {
            lines.add("Out: " + line);
            if (line.charAt(0) == '4' || line.charAt(0) == '5') {
                errors.add(ErrorClass.of(line));
            }
        }
    }

    /** A message was received successfully: errors before it are forgiven. */
    void forgive() {
        errors.clear();
    }

    /** At the end of a transaction: a long history is sent, if it is worth it, and forgotten. */
    void endTransaction() {
        if (lines.size() > session.settings.historyThreshold) {
            end(null);
        }
    }

    /**
     * At the end of the session, or of its part in clear text.
     *
     * @param reason why the session ended, if it did not end well
     */
    void end(@Nullable String reason) {
        if (!lines.isEmpty() && !session.standAlone && errors.stream().anyMatch(wanted::contains)) {
            try {
                send(reason);
            } catch (IOException e) {
                session.warn("postmaster notify: " + e.getMessage());
            }
        }
        errors.clear();
        lines.clear();
    }

    private void send(@Nullable String reason) throws IOException {
        SmtpdSettings settings = session.settings;
        Address sender = new Address(settings.config.get(GlobalParameters.DOUBLE_BOUNCE_SENDER), settings.hostname);
        String recipient =
                errors.contains(ErrorClass.BOUNCE) ? settings.bounceNoticeRecipient : settings.errorNoticeRecipient;
        Instant now = session.service.clock().instant();
        try (CleanupSession notice =
                session.service.cleanup().open(CleanupOrigin.of(CleanupOrigin.Kind.NOTIFY, true, now))) {
            notice.attribute("rewrite_context", "local");
            notice.sender(sender, "", 0, "", false);
            notice.recipient(Address.of(recipient), "", 0);
            line(notice, "Received: by " + settings.hostname + " (" + settings.mailName + ")");
            line(notice, "\tid " + notice.queueId() + "; " + MailDate.format(now, java.time.ZoneId.systemDefault()));
            line(notice, "Date: " + MailDate.format(now, java.time.ZoneId.systemDefault()));
            line(notice, "From: Mail Delivery System <MAILER-DAEMON@" + settings.hostname + ">");
            line(notice, "To: Postmaster <" + settings.errorNoticeRecipient + ">");
            line(notice, "Subject: " + settings.mailName + " SMTP server: errors from " + session.clientName());
            line(notice, "");
            line(notice, "Transcript of session follows.");
            line(notice, "");
            for (String said : lines) {
                wrap(notice, session.printable(said));
            }
            line(notice, "");
            if (reason != null) {
                line(notice, "Session aborted, reason: " + reason);
            }
            line(notice, "");
            line(notice, "For other details, see the local mail logfile");
            SmtpReply refusal = notice.finish().refusal().orElse(null);
            if (refusal != null) {
                throw new IOException(refusal.toString());
            }
        }
    }

    /** Breaks a line at spaces; a word that is too long stays whole. // line_wrap.c */
    private static void wrap(CleanupSession notice, String text) {
        String indent = " ";
        int room = WIDTH;
        String rest = text;
        while (rest.length() > room) {
            int space = rest.lastIndexOf(' ', room);
            if (space <= 0) {
                space = rest.indexOf(' ', room);
            }
            if (space < 0) {
                break;
            }
            line(notice, indent + rest.substring(0, space).stripTrailing());
            rest = rest.substring(space).stripLeading();
            indent = " ".repeat(INDENT + 1);
            room = WIDTH - INDENT;
        }
        line(notice, indent + rest.stripTrailing());
    }

    private static void line(CleanupSession notice, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        notice.line(bytes, 0, bytes.length);
    }
}
