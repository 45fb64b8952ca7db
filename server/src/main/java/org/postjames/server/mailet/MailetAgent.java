package org.postjames.server.mailet;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.Mailet;
import org.postjames.delivery.DeliveryMailAttributes;
import org.postjames.delivery.LocalDelivery;
import org.postjames.delivery.VirtualDelivery;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryAgent;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/**
 * Delivers by running the processor named after the transport: the administrator's mailets for it, then the mailet of the delivery agent. Nothing is
 * parsed unless a mailet asks.
 */
public final class MailetAgent implements DeliveryAgent {
    private final Map<String, Mailet> agents;
    private final AdminMailets admin;
    private final AfterQueueMailets afterQueue;
    private final MailetRun run;
    private final MailLog log;

    /** @param agents the delivery agent's mailet of each transport, initialised */
    public MailetAgent(Map<String, Mailet> agents, AdminMailets admin, MailLog log) {
        this.agents = Map.copyOf(agents);
        this.admin = admin;
        this.log = log;
        this.run = new MailetRun(log);
        this.afterQueue = new AfterQueueMailets(admin.at(AdminMailets.AFTER_QUEUE), run);
    }

    @Override
    public boolean writesFiles(String transport) {
        return agents.get(transport) instanceof LocalDelivery || agents.get(transport) instanceof VirtualDelivery;
    }

    @Override
    public List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
        Mailet agent = agents.get(request.transport());
        if (agent == null) {
            log.warning("qmgr", "connect to transport private/" + request.transport() + ": No such file or directory");
            return MailetRun.all(request, Outcome.DEFERRED, "4.3.0", "mail transport unavailable");
        }
        Optional<List<RecipientStatus>> judged = afterQueue.judge(request);
        if (judged.isPresent()) {
            return judged.get();
        }
        LazyMail mail = MailetRun.mail(request, request.transport());
        MailetChain chain = admin.at(request.transport());
        if (!chain.isEmpty()) {
            judged = run.run(chain, mail, request, request.transport());
            if (judged.isPresent()) {
                return judged.get();
            }
        }
        try {
            agent.service(mail);
        } catch (MessagingException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            log.warning("qmgr", request.queueId() + ": transport " + request.transport() + ": " + e.getMessage());
            return MailetRun.all(request, Outcome.DEFERRED, "4.3.0", "unknown mail transport error");
        }
        return DeliveryMailAttributes.status(mail);
    }
}
