package org.postjames.delivery;

import javax.inject.Inject;

/**
 * Runs virtual(8)'s {@link VirtualAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.VirtualDelivery"/>}</pre>
 */
public final class VirtualDelivery extends AgentMailet {
    @Inject
    public VirtualDelivery(DeliveryAgents agents) {
        super(agents::virtual);
    }
}
