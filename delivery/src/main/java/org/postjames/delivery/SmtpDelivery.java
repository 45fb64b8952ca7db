package org.postjames.delivery;

import javax.inject.Inject;

/**
 * Runs smtp(8)'s {@link SmtpAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.SmtpDelivery"/>}</pre>
 */
public final class SmtpDelivery extends AgentMailet {
    @Inject
    public SmtpDelivery(DeliveryAgents agents) {
        super(agents::smtp);
    }
}
