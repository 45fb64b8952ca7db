package org.postjames.delivery;

import java.util.Set;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.mailet.Mail;
import org.apache.mailet.base.GenericMailet;

/**
 * Runs pipe(8)'s {@link PipeAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.PipeDelivery"/>}</pre>
 */
public final class PipeDelivery extends GenericMailet {
    private final DeliveryAgents agents;

    @Inject
    public PipeDelivery(DeliveryAgents agents) {
        this.agents = agents;
    }

    @Override
    public void init() throws MessagingException {
        checkInitParameters(Set.of());
    }

    @Override
    public void service(Mail mail) throws MessagingException {
        AgentRun.run(mail, agents::pipe);
    }
}
