package org.postjames.server.mta;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.apache.mailet.Mailet;
import org.postjames.cleanup.Cleanup;
import org.postjames.cleanup.RefusedMail;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;
import org.postjames.delivery.AgentAssembly;
import org.postjames.delivery.CleanupForwarding;
import org.postjames.delivery.DeliveryAgents;
import org.postjames.delivery.DiscardDelivery;
import org.postjames.delivery.ErrorDelivery;
import org.postjames.delivery.LibcUsers;
import org.postjames.delivery.LocalDelivery;
import org.postjames.delivery.PipeDelivery;
import org.postjames.delivery.PostmasterNotices;
import org.postjames.delivery.SmtpDelivery;
import org.postjames.delivery.UserRights;
import org.postjames.delivery.VirtualDelivery;
import org.postjames.dns.DnsResolver;
import org.postjames.log.MailLog;
import org.postjames.mailbox.MaildirEvents;
import org.postjames.mailbox.MaildirWriter;
import org.postjames.table.Tables;

/** The mailets of one configuration snapshot's delivery agents, by transport. */
final class Agents implements AutoCloseable {
    private final DeliveryAgents agents;
    private final UserRights rights;
    private final Map<String, Mailet> mailets = new HashMap<>();

    Agents(Parts parts, UserRights rights, MailLog log, Clock clock) {
        this.rights = rights;
        PostfixConfig config = parts.config();
        this.agents = new AgentAssembly(config, parts.tables(), new LibcUsers(), rights, log, clock)
                .all(
                        new MaildirWriter(clock, parts.events()),
                        new CleanupForwarding(config, parts.cleanup(), parts.refused(), clock),
                        new PostmasterNotices(config, parts.cleanup(), log, clock),
                        parts.dns());
        for (MasterService service : config.services()) {
            if (service.type().equals("unix")) {
                addMailet(service);
            }
        }
    }

    /** What the agents are made of. */
    record Parts(
            PostfixConfig config,
            Tables tables,
            Cleanup cleanup,
            RefusedMail refused,
            MaildirEvents events,
            DnsResolver dns) {}

    private void addMailet(MasterService service) {
        switch (service.command()) {
            case "local" -> mailets.put(service.name(), new LocalDelivery(agents));
            case "virtual" -> mailets.put(service.name(), new VirtualDelivery(agents));
            case "smtp", "lmtp" -> mailets.put(service.name(), new SmtpDelivery(agents));
            case "pipe" -> mailets.put(service.name(), new PipeDelivery(agents));
            case "error" -> mailets.put(service.name(), new ErrorDelivery(agents));
            case "discard" -> mailets.put(service.name(), new DiscardDelivery(agents));
            default -> {} // mail for a daemon that takes none waits, with a warning
        }
    }

    Map<String, Mailet> mailets() {
        return mailets;
    }

    @Override
    public void close() {
        agents.close();
        rights.close();
    }
}
