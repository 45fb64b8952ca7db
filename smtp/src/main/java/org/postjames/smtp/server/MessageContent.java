package org.postjames.smtp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.access.DelegatedActions;
import org.postjames.access.SmtpReply;
import org.postjames.address.Address;
import org.postjames.cleanup.CleanupResult;
import org.postjames.cleanup.CleanupSession;
import org.postjames.esmtp.DsnNotify;
import org.postjames.pickup.LoginSenders;

/** The content of one message on its way to cleanup, whether it comes by DATA or by BDAT: the restrictions before and after it, its size, and the last reply. */
final class MessageContent {

    private final Session session;
    private final @Nullable ProxyFilter proxy;
    private final boolean chunks;
    private boolean first = true;
    private boolean tooBig;
    private boolean bareNewlineRefused;

    /** Writes what comes before the client's own lines. // common_pre_message_handling() */
    MessageContent(Session session, boolean chunks) {
        this.session = session;
        this.proxy = session.mail.proxy;
        this.chunks = chunks;
        DelegatedActions actions = session.mail.actions;
        if (proxy == null) {
            CleanupSession message = MessageOpening.message(session);
            session.milters.handOver(message);
            if (actions.discard()) {
                message.discard(); // so that cleanup does not look at what follows
            }
        }
        actions.prepend().forEach(this::write);
        if (proxy == null || session.mail.forwarded.isEmpty()) {
            ReceivedHeader.lines(session, session.mail.queueId).forEach(this::write);
        }
        if (proxy == null) {
            CleanupSession message = MessageOpening.message(session);
            if (chunks) {
                message.contentBeginsAsGiven();
            } else {
                message.contentBegins();
            }
        }
    }

    private void write(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes, 0, bytes.length, true);
    }

    private void write(byte[] data, int offset, int length, boolean complete) {
        if (proxy != null) {
            proxy.content(data, offset, length, complete);
        } else if (complete) {
            MessageOpening.message(session).line(data, offset, length);
        } else {
            MessageOpening.message(session).partialLine(data, offset, length);
        }
    }

    /**
     * What {@code smtpd_data_restrictions}, mail filters and the before-queue filter say.
     *
     * @param command what the before-queue filter is sent
     */
    static Optional<String> beforeContent(Session session, String command) {
        ProxyFilter proxy = session.mail.proxy;
        return judge(session, false)
                .map(SmtpReply::toString)
                .or(session.milters::data)
                .or(() -> proxy == null ? Optional.empty() : proxy.command(ProxyFilter.MORE, command));
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
            session.warn(session.queueId() + ": queue file size limit exceeded");
            return;
        }
        session.mail.receivedSize += length + 2;
        if (first && proxy != null && !chunks && length > 0 && (data[offset] == ' ' || data[offset] == '\t')) {
            write(""); // it does not continue our Received:
        }
        first = false;
        write(data, offset, length, complete);
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

    /**
     * Ends the transaction and tells the client how. // common_post_message_handling()
     *
     * @param replies to LMTP clients
     */
    boolean finish(String queuedPrefix, int replies) throws IOException {
        Optional<SmtpReply> refusal = failed() ? Optional.empty() : judge(session, true);
        if (refusal.isPresent()) {
            session.replyToMessage(refusal.get().toString(), replies);
            if (session.settings.lmtp) {
                session.mail.reset(); // so that no recipient is answered for twice
            }
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
        session.replyToMessage(text, replies);
        if (proxy != null) {
            session.info("proxy-" + (good ? "accept" : "reject") + ": " + session.where + ": " + proxy.reply() + ";"
                    + session.whatsUpAndWho());
        }
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
        return proxy != null
                ? proxy.end()
                : forbiddenSender().orElseGet(() -> queued(MessageOpening.message(session), queuedPrefix));
    }

    /** The message of a local user is refused when it is there: Postfix hands it to postdrop, whose status it cannot explain. // smtpd -S */
    private Optional<String> forbiddenSender() {
        LoginSenders senders = session.senders;
        Address sender = session.mail.sender;
        if (senders == null || sender == null) {
            return Optional.empty();
        }
        return senders.refusal(sender.toString())
                .map(refusal -> refusal.status() == LoginSenders.STATUS_NOPERM
                        ? "451 4.3.0 Error: internal error " + refusal.status()
                        : "451 4.3.0 Error: queue file write error");
    }

    private String queued(CleanupSession message, String queuedPrefix) {
        DelegatedActions actions = session.mail.actions;
        if (actions.filter() != null) {
            message.contentFilter(actions.filter());
        }
        if (actions.redirect() != null) {
            message.redirect(actions.redirect());
        }
        int notify = 0;
        for (String address : actions.bcc()) {
            message.recipient(Address.of(address), "", notify);
            notify = DsnNotify.NEVER; // smtpd writes it behind the recipient, where it counts for the next one
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
