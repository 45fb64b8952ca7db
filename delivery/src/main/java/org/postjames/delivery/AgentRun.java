package org.postjames.delivery;

import java.util.List;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;

/** Takes the request from a mail, lets an agent deliver it, and leaves the statuses. */
final class AgentRun {
    @FunctionalInterface
    interface Agent {
        List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException;
    }

    private AgentRun() {}

    /** Afterwards the mail is a ghost: no later mailet sees it. */
    static void run(Mail mail, Agent agent) throws MessagingException {
        DeliveryRequest request = DeliveryMailAttributes.request(mail)
                .orElseThrow(() -> new MessagingException("the mail carries no delivery request of Postjames"));
        try {
            DeliveryMailAttributes.putStatus(mail, agent.deliver(request));
            mail.setState(Mail.GHOST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("stopped", e);
        }
    }
}
