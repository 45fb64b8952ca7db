package org.postjames.delivery;

import java.util.List;
import java.util.Map;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryAgent;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/** Hands a recipient of local(8) to another delivery agent, which answers for it in its own name. // deliver_pass.c */
final class PassedDelivery {
    private static final String PROGRAM = LocalAgent.PROGRAM;

    /** @param program the log's name of the agent */
    record Target(String program, DeliveryAgent agent) {}

    private final Map<String, Target> targets;
    private final MailLog log;

    /** @param targets by the name of their service in master.cf */
    PassedDelivery(Map<String, Target> targets, MailLog log) {
        this.targets = Map.copyOf(targets);
        this.log = log;
    }

    /**
     * @param service {@code transport} or {@code transport:nexthop}
     * @param recipient whose mail it is: the sender is the message's, whatever an alias has made of it
     */
    List<RecipientStatus> pass(DeliveryRequest request, Recipient recipient, String service)
            throws InterruptedException {
        int colon = service.indexOf(':');
        String transport = colon < 0 ? service : service.substring(0, colon);
        String nexthop = colon < 0 || colon == service.length() - 1 ? request.nexthop() : service.substring(colon + 1);
        if (transport.isEmpty()) {
            return failed(recipient, "missing transport name in \"" + service + "\"");
        }
        log.info(PROGRAM, request.queueId() + ": passing <" + recipient.address() + "> to transport=" + transport);
        Target target = targets.get(transport);
        if (target == null) {
            // Postfix differs: local(8) tries for 100 seconds to reach a transport that does not exist, because one may
            // just be starting; ours are all there from the start
            return failed(recipient, "connect #1 to subsystem private/" + transport + ": No such file or directory");
        }
        return target.agent().deliver(request.passedTo(transport, nexthop, recipient)).stream()
                .map(status -> status.by(target.program()))
                .toList();
    }

    /** As if the process had ended. */
    private List<RecipientStatus> failed(Recipient recipient, String fault) {
        log.log(PROGRAM, Diagnostic.Severity.FATAL, fault);
        return List.of(
                RecipientStatus.of(recipient, Outcome.DEFERRED, "none", "4.3.0", "unknown mail transport error"));
    }
}
