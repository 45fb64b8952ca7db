package org.postjames.cleanup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;

/** Mails the postmaster what was said in a session in which something went wrong. // smtpd_chat.c, smtp_chat.c: *_chat_notify() */
public final class TranscriptNotice {
    private static final int WIDTH = 78;
    private static final int INDENT = 4;

    private final Cleanup cleanup;
    private final Clock clock;
    private final String hostname;
    private final String mailName;
    private final String postmaster;
    private final boolean obsolete;
    private final Address sender;

    /** @param config as the program that writes sees it */
    public TranscriptNotice(PostfixConfig config, Cleanup cleanup, Clock clock) {
        this.cleanup = cleanup;
        this.clock = clock;
        this.hostname = config.get(GlobalParameters.MYHOSTNAME);
        this.mailName = config.get(GlobalParameters.MAIL_NAME);
        this.postmaster = config.get(CleanupParameters.ERROR_NOTICE_RECIPIENT);
        this.obsolete = config.get(CleanupParameters.HEADER_FROM_FORMAT).equals("obsolete");
        this.sender = new Address(config.get(GlobalParameters.DOUBLE_BOUNCE_SENDER), hostname);
    }

    /**
     * What the notice says.
     *
     * @param subject comes after the mail system's name: {@code SMTP client: errors from host[address]:port}
     * @param before lines above the transcript
     * @param transcript what was said, printable; long lines are folded
     * @param after lines below the transcript
     */
    public record Text(String subject, List<String> before, List<String> transcript, List<String> after) {}

    /** To {@code error_notice_recipient}. */
    public void send(Text text) throws IOException {
        send(postmaster, text);
    }

    /** @throws IOException also when cleanup refuses the notice */
    public void send(String recipient, Text text) throws IOException {
        Instant now = clock.instant();
        try (CleanupSession notice = cleanup.open(CleanupOrigin.of(CleanupOrigin.Kind.NOTIFY, true, now))) {
            notice.attribute("rewrite_context", "local");
            notice.sender(sender, "", 0, "", false);
            notice.recipient(Address.of(recipient), "", 0);
            String date = MailDate.format(now, ZoneId.systemDefault());
            String daemon = "MAILER-DAEMON@" + hostname;
            line(notice, "Received: by " + hostname + " (" + mailName + ")");
            line(notice, "\tid " + notice.queueId() + "; " + date);
            line(notice, "Date: " + date);
            line(
                    notice,
                    obsolete
                            ? "From: " + daemon + " (Mail Delivery System)"
                            : "From: Mail Delivery System <" + daemon + ">");
            line(notice, obsolete ? "To: " + postmaster + " (Postmaster)" : "To: Postmaster <" + postmaster + ">");
            line(notice, "Subject: " + mailName + " " + text.subject());
            line(notice, "");
            text.before().forEach(each -> line(notice, each));
            line(notice, "Transcript of session follows.");
            line(notice, "");
            text.transcript().forEach(said -> wrap(notice, said));
            line(notice, "");
            text.after().forEach(each -> line(notice, each));
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
