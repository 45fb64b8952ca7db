package org.postjames.delivery;

import java.util.Set;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Runs local(8)'s {@link LocalAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.LocalDelivery"/>}</pre>
 */
public final class LocalDelivery extends GenericMailet {
    private final DeliveryAgents agents;

    @Inject
    public LocalDelivery(DeliveryAgents agents) {
        this.agents = agents;
    }

    @Override
    public void init() throws MessagingException {
        checkInitParameters(Set.of());
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        AgentRun.run(mail, agents::local);
    }
}
