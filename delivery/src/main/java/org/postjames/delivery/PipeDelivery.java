package org.postjames.delivery;

import javax.inject.Inject;

/**
 * Runs pipe(8)'s {@link PipeAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.PipeDelivery"/>}</pre>
 */
public final class PipeDelivery extends AgentMailet {
    @Inject
    public PipeDelivery(DeliveryAgents agents) {
        super(agents::pipe);
    }
}
