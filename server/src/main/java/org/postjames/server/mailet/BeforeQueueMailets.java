package org.postjames.server.mailet;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.BeforeQueueFilter;
import org.postjames.cleanup.CleanupEnvelope;
import org.postjames.cleanup.CleanupVerdict;
import org.postjames.cleanup.QueuedMessageView;
import org.postjames.log.MailLog;

/**
 * The mailets at {@code before-queue}: they run while the client waits for the answer to its message.
 *
 * <p>A mailet refuses by setting the attribute {@code org.postjames.reply} to {@code "550 5.7.1 No invoices, please"}; throws the message away with
 * {@code mail.setState(Mail.GHOST)}, and the client is told that all is well; holds it with {@code org.postjames.hold} set to {@code true}; changes recipients, header or body. A mailet that fails makes the client
 * come back later.
 */
public final class BeforeQueueMailets implements BeforeQueueFilter {
    private final MailetChain chain;
    private final MailLog log;

    private BeforeQueueMailets(MailetChain chain, MailLog log) {
        this.chain = chain;
        this.log = log;
    }

    public static BeforeQueueFilter of(AdminMailets mailets, MailLog log) {
        MailetChain chain = mailets.at(AdminMailets.BEFORE_QUEUE);
        return chain.isEmpty() ? BeforeQueueFilter.NONE : new BeforeQueueMailets(chain, log);
    }

    @Override
    @SuppressWarnings("IllegalCatch") // somebody else's code runs here: whatever it throws must not end the session
    public CleanupVerdict filter(CleanupEnvelope envelope, QueuedMessageView message) throws IOException {
        LazyMail mail = new LazyMail(
                envelope.queueId().text(),
                AdminMailets.BEFORE_QUEUE,
                envelope.sender(),
                envelope.recipients(),
                envelope.attributes(),
                new LazyMail.Source() {
                    @Override
                    public InputStream open() throws IOException {
                        return message.open();
                    }

                    @Override
                    public long size() {
                        return message.size();
                    }
                });
        try {
            chain.run(mail);
            CleanupVerdict verdict = verdict(envelope, mail);
            tell(envelope, verdict);
            return verdict;
        } catch (MessagingException | RuntimeException | LinkageError e) {
            log.warning("cleanup", envelope.queueId() + ": mailet at before-queue failed: " + e);
            throw new IOException("mailet at before-queue failed", e);
        }
    }

    /** What was done to a message is logged, as it is for other filters. */
    private void tell(CleanupEnvelope envelope, CleanupVerdict verdict) {
        switch (verdict) {
            case CleanupVerdict.Refuse(var reply) -> tell(envelope, "mailet-reject", reply.toString());
            case CleanupVerdict.Discard discard -> tell(envelope, "mailet-discard", "thrown away");
            case CleanupVerdict.Accept accept -> {
                accept.recipients().ifPresent(to -> tell(envelope, "mailet-redirect", "recipients: " + shown(to)));
                if (accept.content().isPresent()) {
                    tell(envelope, "mailet-edit", "message changed");
                }
                if (accept.hold()) {
                    tell(envelope, "mailet-hold", "held");
                }
            }
        }
    }

    private void tell(CleanupEnvelope envelope, String action, String what) {
        log.info(
                "cleanup",
                envelope.queueId() + ": " + action + ": before-queue: " + what + "; from=<"
                        + AddressSyntax.logged(envelope.sender()) + "> to=" + shown(envelope.recipients()));
    }

    private static String shown(List<Address> addresses) {
        return addresses.stream()
                .map(address -> "<" + AddressSyntax.logged(address) + ">")
                .collect(Collectors.joining(","));
    }

    private static CleanupVerdict verdict(CleanupEnvelope envelope, LazyMail mail) throws MessagingException {
        Optional<org.postjames.access.SmtpReply> reply = MailetChain.reply(mail);
        if (reply.isPresent()) {
            return new CleanupVerdict.Refuse(reply.get());
        }
        if (mail.getState().equals(Mail.GHOST) || mail.envelope().isEmpty()) {
            return new CleanupVerdict.Discard();
        }
        if (!mail.getState().equals(AdminMailets.BEFORE_QUEUE)) {
            throw new MessagingException(
                    "a mailet sent the message to \"" + mail.getState() + "\", which does not exist");
        }
        Optional<List<Address>> recipients =
                mail.envelope().equals(envelope.recipients()) ? Optional.empty() : Optional.of(mail.envelope());
        Optional<CleanupVerdict.Content> content = Optional.empty();
        if (mail.contentChanged()) {
            var changed = mail.getMessage();
            content = Optional.of(out -> {
                try {
                    changed.writeTo(out);
                } catch (MessagingException e) {
                    throw new IOException("cannot write the message that a mailet changed", e);
                }
            });
        }
        boolean hold = MailetChain.isHeld(mail);
        return recipients.isEmpty() && content.isEmpty() && !hold
                ? CleanupVerdict.CONTINUE
                : new CleanupVerdict.Accept(Optional.empty(), recipients, content, hold);
    }
}
