package org.postjames.delivery;

import java.util.Set;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Runs virtual(8)'s {@link VirtualAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.VirtualDelivery"/>}</pre>
 */
public final class VirtualDelivery extends GenericMailet {
    private final DeliveryAgents agents;

    @Inject
    public VirtualDelivery(DeliveryAgents agents) {
        this.agents = agents;
    }

    @Override
    public void init() throws MessagingException {
        checkInitParameters(Set.of());
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        AgentRun.run(mail, agents::virtual);
    }
}
