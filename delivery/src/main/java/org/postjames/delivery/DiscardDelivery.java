package org.postjames.delivery;

import javax.inject.Inject;

/**
 * Runs discard(8)'s {@link DiscardAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.DiscardDelivery"/>}</pre>
 */
public final class DiscardDelivery extends AgentMailet {
    @Inject
    public DiscardDelivery(DeliveryAgents agents) {
        super(agents::discard);
    }
}
