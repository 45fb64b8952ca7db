package org.postjames.smtp.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postjames.access.DebugPeers;
import org.postjames.cleanup.TranscriptNotice;

/** What client and server have said, to be mailed to the postmaster if an error of {@code notify_classes} was among it. // smtpd_chat.c */
final class ChatHistory {
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
        TranscriptNotice.Text text = new TranscriptNotice.Text(
                "SMTP server: errors from " + session.clientName(),
                List.of(),
                lines.stream().map(session::printable).toList(),
                reason == null ? List.of("") : List.of("Session aborted, reason: " + reason, ""));
        TranscriptNotice notice =
                new TranscriptNotice(settings.config, session.service.cleanup(), session.service.clock());
        if (errors.contains(ErrorClass.BOUNCE)) {
            notice.send(settings.bounceNoticeRecipient, text);
        } else {
            notice.send(text);
        }
    }
}
