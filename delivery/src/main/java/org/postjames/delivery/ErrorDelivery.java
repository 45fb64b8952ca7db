package org.postjames.delivery;

import javax.inject.Inject;

/**
 * Runs error(8)'s {@link ErrorAgent} for the delivery request that a mail carries.
 *
 * <pre>{@code <mailet match="All" class="org.postjames.delivery.ErrorDelivery"/>}</pre>
 */
public final class ErrorDelivery extends AgentMailet {
    @Inject
    public ErrorDelivery(DeliveryAgents agents) {
        super(agents::error);
    }
}
