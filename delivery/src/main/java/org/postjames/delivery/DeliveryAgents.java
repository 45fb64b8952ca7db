package org.postjames.delivery;

import java.util.List;
import java.util.Map;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;

/**
 * The agents of one configuration, by master.cf service.
 *
 * @param smtp one per service whose command is {@code smtp}: {@code smtp}, {@code relay}, ...
 */
public record DeliveryAgents(LocalAgent local, VirtualAgent virtual, Map<String, SmtpAgent> smtp)
        implements AutoCloseable {
    List<RecipientStatus> local(DeliveryRequest request) throws InterruptedException {
        return local.deliver(request);
    }

    List<RecipientStatus> virtual(DeliveryRequest request) throws InterruptedException {
        return virtual.deliver(request);
    }

    List<RecipientStatus> smtp(DeliveryRequest request) throws InterruptedException {
        SmtpAgent agent = smtp.get(request.transport());
        if (agent == null) {
            throw new IllegalStateException("no smtp service is called " + request.transport());
        }
        return agent.deliver(request);
    }

    List<RecipientStatus> error(DeliveryRequest request) {
        return new ErrorAgent(request.transport()).deliver(request);
    }

    List<RecipientStatus> discard(DeliveryRequest request) {
        return new DiscardAgent().deliver(request);
    }

    @Override
    public void close() {
        smtp.values().forEach(SmtpAgent::close);
    }
}
