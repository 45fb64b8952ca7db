package org.postjames.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postjames.config.PostfixConfig;
import org.postjames.queue.ActiveQueue.Candidate;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** Plays one queue file's first delivery attempt: routes and groups its recipients as the queue manager does, asks the agent, and marks nothing. */
public final class QueueRehearsal {
    /**
     * What became of some recipients.
     *
     * @param transport the master.cf service, or the program's name for recipients that no agent gets
     * @param nexthop empty for those
     */
    public record Attempt(
            String transport, String nexthop, List<Recipient> recipients, List<RecipientStatus> statuses) {}

    private final PostfixConfig config;
    private final RecipientResolver resolver;
    private final DeliveryAgent agent;

    public QueueRehearsal(PostfixConfig config, RecipientResolver resolver, DeliveryAgent agent) {
        this.config = config;
        this.resolver = resolver;
        this.agent = agent;
    }

    /** @throws IOException if the file cannot be read, or is no queue file */
    public List<Attempt> play(QueueId id, Path file) throws IOException, InterruptedException {
        QueuedMessage envelope;
        try {
            envelope = EnvelopeReader.read(id, file);
        } catch (CorruptQueueFileException e) {
            throw new IOException(e);
        }
        List<Attempt> attempts = new ArrayList<>();
        QueueThreads unused = new QueueThreads();
        try {
            Scheduler scheduler = new Scheduler(config, unused, agent, (transport, job) -> {});
            RecipientGrouping.Plan plan = new RecipientGrouping(config, resolver, scheduler)
                    .plan(new ActiveMessage(
                            envelope,
                            Instant.now(),
                            new Candidate(id, QueueLayout.INCOMING, true, false, false),
                            false));
            plan.settled()
                    .forEach((program, statuses) -> attempts.add(new Attempt(
                            program,
                            "",
                            statuses.stream().map(RecipientStatus::recipient).toList(),
                            statuses)));
            for (DeliveryJob job : plan.jobs()) {
                attempts.add(
                        new Attempt(job.transport(), job.nexthop(), job.recipients(), agent.deliver(job.request())));
            }
        } finally {
            unused.close();
        }
        return attempts;
    }
}
