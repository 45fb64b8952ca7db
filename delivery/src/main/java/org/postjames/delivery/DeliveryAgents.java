package org.postjames.delivery;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.QueuedContent;
import org.postjames.queue.RecipientStatus;

/**
 * The agents of one configuration, by master.cf service.
 *
 * @param smtp one per service whose command is {@code smtp} or {@code lmtp}: {@code smtp}, {@code relay}, ...
 * @param pipe one per service whose command is {@code pipe}
 * @param log for error(8) and what else is no service of its own
 */
public record DeliveryAgents(
        LocalAgent local, VirtualAgent virtual, Map<String, SmtpAgent> smtp, Map<String, PipeAgent> pipe, MailLog log)
        implements AutoCloseable {
    List<RecipientStatus> local(DeliveryRequest request) throws InterruptedException {
        return withOpenContent(request, local::deliver);
    }

    List<RecipientStatus> virtual(DeliveryRequest request) throws InterruptedException {
        return withOpenContent(request, virtual::deliver);
    }

    @FunctionalInterface
    private interface Agent {
        List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException;
    }

    /** As Postfix, which opens the queue file before it takes a recipient's rights: those do not suffice for it. // deliver_request_open() */
    private static List<RecipientStatus> withOpenContent(DeliveryRequest request, Agent agent)
            throws InterruptedException {
        QueuedContent.Held content;
        try {
            content = request.content().hold();
        } catch (IOException e) {
            String reason = "open active " + request.queueId() + ": " + e.getMessage();
            return request.recipients().stream()
                    .map(r -> RecipientStatus.of(
                            r, RecipientStatus.Outcome.DEFERRED, request.transport(), "4.3.0", reason))
                    .toList();
        }
        try (content) {
            return agent.deliver(request.with(content));
        }
    }

    List<RecipientStatus> smtp(DeliveryRequest request) throws InterruptedException {
        SmtpAgent agent = smtp.get(request.transport());
        if (agent == null) {
            throw new IllegalStateException("no smtp service is called " + request.transport());
        }
        return agent.deliver(request);
    }

    List<RecipientStatus> pipe(DeliveryRequest request) throws InterruptedException {
        PipeAgent agent = pipe.get(request.transport());
        if (agent == null) {
            throw new IllegalStateException("no pipe service is called " + request.transport());
        }
        return withOpenContent(request, agent::deliver);
    }

    List<RecipientStatus> error(DeliveryRequest request) {
        return new ErrorAgent(request.transport(), log).deliver(request);
    }

    List<RecipientStatus> discard(DeliveryRequest request) {
        return new DiscardAgent().deliver(request);
    }

    @Override
    public void close() {
        smtp.values().forEach(SmtpAgent::close);
    }
}
