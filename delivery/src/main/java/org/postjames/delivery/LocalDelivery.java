package org.postjames.delivery;

import javax.inject.Inject;

/**
 * Runs local(8)'s {@link LocalAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.LocalDelivery"/>}</pre>
 */
public final class LocalDelivery extends AgentMailet {
    @Inject
    public LocalDelivery(DeliveryAgents agents) {
        super(agents::local);
    }
}
