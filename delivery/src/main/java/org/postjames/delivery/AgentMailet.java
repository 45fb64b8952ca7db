package org.postjames.delivery;

import java.util.Set;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;
import org.postjames.queue.DeliveryAgent;
import org.postjames.queue.DeliveryRequest;

/** A mailet that lets an agent deliver the request a mail carries, and leaves the statuses on the mail, a ghost afterwards: no later mailet sees it. It has no parameters. */
abstract sealed class AgentMailet extends GenericMailet
        permits LocalDelivery, VirtualDelivery, SmtpDelivery, PipeDelivery, ErrorDelivery, DiscardDelivery {
    private final DeliveryAgent agent;

    AgentMailet(DeliveryAgent agent) {
        super();
        this.agent = agent;
    }

    @Override
    public void init() throws MessagingException {
        checkInitParameters(Set.of());
    }

    @Override
    public void service(Mail mail) throws MessagingException {
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
