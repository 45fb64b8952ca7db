package org.postjames.server.mailet;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.postjames.access.SmtpReply;
import org.postjames.delivery.DeliveryMailAttributes;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueuedContent;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/** Runs mailets over a delivery request, and says what became of its recipients when that is already decided. */
final class MailetRun {
    private final MailLog log;

    MailetRun(MailLog log) {
        this.log = log;
    }

    static LazyMail mail(DeliveryRequest request, String processor) {
        LazyMail mail = new LazyMail(
                request.queueId().text(),
                processor,
                request.sender(),
                request.recipients().stream().map(Recipient::address).toList(),
                request.attributes(),
                new Queued(request.content()));
        DeliveryMailAttributes.putRequest(mail, request);
        return mail;
    }

    private record Queued(QueuedContent content) implements LazyMail.Source {
        @Override
        public InputStream open() throws IOException {
            return content.open();
        }

        @Override
        public long size() {
            return content.size();
        }
    }

    /** @return the statuses if no delivery is needed any more */
    @SuppressWarnings("IllegalCatch") // somebody else's code runs here: whatever it throws must not lose mail
    Optional<List<RecipientStatus>> run(MailetChain chain, LazyMail mail, DeliveryRequest request, String processor) {
        try {
            chain.run(mail);
            Optional<SmtpReply> reply = MailetChain.reply(mail);
            if (reply.isPresent()) {
                Outcome outcome = reply.get().code() >= 500 ? Outcome.BOUNCED : Outcome.DEFERRED;
                return Optional.of(
                        all(request, outcome, reply.get().dsn(), reply.get().text()));
            }
            if (mail.getState().equals(Mail.GHOST) || mail.envelope().isEmpty()) {
                return Optional.of(all(request, Outcome.SENT, "2.0.0", "discarded by a mailet at " + processor));
            }
            if (!mail.getState().equals(processor)) {
                throw new MessagingException(
                        "a mailet sent the message to \"" + mail.getState() + "\", which does not exist");
            }
            if (mail.contentChanged()) {
                throw new MessagingException(
                        "changing a message at " + processor + " is not there yet, use before-queue");
            }
            return Optional.empty();
        } catch (MessagingException | RuntimeException | LinkageError e) {
            log.warning("mailet", request.queueId() + ": mailet at " + processor + " failed: " + e);
            return Optional.of(all(request, Outcome.DEFERRED, "4.3.0", "mailet at " + processor + " failed"));
        }
    }

    static List<RecipientStatus> all(DeliveryRequest request, Outcome outcome, String dsn, String reason) {
        return request.recipients().stream()
                .map(recipient -> RecipientStatus.of(recipient, outcome, "none", dsn, reason))
                .toList();
    }
}
