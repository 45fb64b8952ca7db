package org.postjames.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postjames.access.DelegatedActions;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.cleanup.CleanupResult;
import org.postjames.cleanup.CleanupSession;

/** The content of one message on its way to cleanup, whether it comes by DATA or by BDAT: the restrictions before and after it, its size, and the last reply. */
final class MessageContent {
    private static final int NOTIFY_NEVER = 1;

    private final Session session;
    private final CleanupSession message;
    private boolean tooBig;
    private boolean bareNewlineRefused;

    /** Writes what comes before the client's own lines. // common_pre_message_handling() */
    MessageContent(Session session, boolean chunks) {
        this.session = session;
        this.message = MessageOpening.message(session);
        session.milters.handOver(message);
        DelegatedActions actions = session.mail.actions;
        if (actions.discard()) {
            message.discard(); // so that cleanup does not look at what follows
        }
        for (String header : actions.prepend()) {
            byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
            message.line(bytes, 0, bytes.length);
        }
        ReceivedHeader.write(session, message);
        if (chunks) {
            message.contentBeginsAsGiven();
        } else {
            message.contentBegins();
        }
    }

    /** What {@code smtpd_data_restrictions} and mail filters say. */
    static Optional<String> beforeContent(Session session) {
        return judge(session, false).map(SmtpReply::toString).or(session.milters::data);
    }

    private static Optional<SmtpReply> judge(Session session, boolean atEnd) {
        if (session.standAlone) {
            return Optional.empty();
        }
        boolean several = session.mail.recipientCount > 1;
        Address recipient = several ? null : session.mail.firstRecipient;
        session.hideRecipient = several;
        var facts = session.facts(session.helo, session.mail.sender, recipient);
        Optional<SmtpReply> refusal = atEnd ? session.checks.endOfData(facts) : session.checks.data(facts);
        session.hideRecipient = false;
        return refusal;
    }

    /** Takes a line without its end, or a piece of one that is not complete. What is too much is dropped and remembered. */
    void put(byte[] data, int offset, int length, boolean complete) {
        if (failed()) {
            return;
        }
        long limit = session.settings.messageSizeLimit;
        if (limit > 0 && limit - session.mail.receivedSize < length + 2) {
            tooBig = true;
            session.warn(message.queueId() + ": queue file size limit exceeded");
            return;
        }
        session.mail.receivedSize += length + 2;
        if (complete) {
            message.line(data, offset, length);
        } else {
            message.partialLine(data, offset, length);
        }
    }

    /** A line ended with LF without CR. */
    void bareNewlineSeen() {
        bareNewlineRefused |= session.bareNewline == SmtpdSettings.BareNewline.REJECT;
    }

    /** Whether lines that end in a bare LF are told from others. */
    boolean checksNewlines() {
        return session.bareNewline != SmtpdSettings.BareNewline.ACCEPT;
    }

    /** Whether the message is refused already. */
    boolean failed() {
        return tooBig || bareNewlineRefused;
    }

    /** Ends the transaction and tells the client how. // common_post_message_handling() */
    boolean finish(String queuedPrefix) throws IOException {
        Optional<SmtpReply> refusal = failed() ? Optional.empty() : judge(session, true);
        if (refusal.isPresent()) {
            session.reply(refusal.get());
            session.mail.abandonMessage(); // no mail_reset(): Postfix keeps sender and recipients
            return false;
        }
        String text = outcome(queuedPrefix);
        boolean good = text.charAt(0) == '2';
        if (good) {
            session.errors = 0;
            session.junk = 0;
            session.history.forgive();
        }
        session.reply(text);
        session.history.endTransaction();
        session.resetMail();
        return good;
    }

    /** The reply. One message may suffer from several errors; the most severe one is told. */
    private String outcome(String queuedPrefix) {
        SmtpdSettings settings = session.settings;
        if (bareNewlineRefused) {
            session.log("reject", "bare <LF> received");
            return settings.bareNewlineCode + " 5.5.2 " + settings.hostname + " Error: bare <LF> received";
        }
        if (tooBig) {
            return "552 5.3.4 Error: message file too big";
        }
        DelegatedActions actions = session.mail.actions;
        if (actions.filter() != null) {
            message.contentFilter(actions.filter());
        }
        if (actions.redirect() != null) {
            message.redirect(actions.redirect());
        }
        for (String address : actions.bcc()) {
            message.recipient(Address.of(address), "", NOTIFY_NEVER);
        }
        if (actions.hold()) {
            message.hold();
        }
        if (actions.discard()) {
            message.discard();
        }
        CleanupResult result = message.finish();
        session.mail.message = null;
        if (result.refusal()
                .filter(r -> r.text().endsWith("queue file write error"))
                .isPresent()) {
            session.milters.lostStep();
        }
        return result.refusal()
                .map(SmtpReply::toString)
                .orElseGet(() -> "250 2.0.0 Ok: " + queuedPrefix + "queued as " + result.queueId());
    }
}
