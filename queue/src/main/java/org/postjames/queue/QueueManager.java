package org.postjames.queue;

import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.postjames.cleanup.Cleanup;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueScan;
import org.postjames.rewrite.AddressResolver;

/**
 * The queue manager: brings mail from {@code incoming} and {@code deferred} into {@code active}, has it delivered, and sees to what is left. // qmgr(8)
 *
 * <p>Mail that was committed a moment ago is handed over in memory; directories are read at the start, every {@code queue_run_delay}, and when asked.
 */
public final class QueueManager implements AutoCloseable {
    private final QueueDirectories directories;
    private final MailLog log;
    private final QueueThreads threads = new QueueThreads();
    private final ActiveQueue active;
    private final QueueRuns runs;
    /** Those that have handed over to this one, or to one before it, and still deliver. */
    private Set<ActiveQueue> ending = ConcurrentHashMap.newKeySet();

    /**
     * @param resolver where each recipient goes
     * @param agent delivers
     * @param notices takes bounces and warnings
     */
    public QueueManager(
            PostfixConfig config,
            QueueDirectories directories,
            RecipientResolver resolver,
            DeliveryAgent agent,
            NoticeQueue notices,
            MailLog log,
            Clock clock) {
        this(config, directories, resolver, agent, notices, OutcomeListeners.NONE, log, clock);
    }

    /** @param listeners hear of address verification probes and of deferred mail */
    public QueueManager(
            PostfixConfig config,
            QueueDirectories directories,
            RecipientResolver resolver,
            DeliveryAgent agent,
            NoticeQueue notices,
            OutcomeListeners listeners,
            MailLog log,
            Clock clock) {
        this.directories = directories;
        this.log = log;
        StatusRecorder recorder = new StatusRecorder(config, directories, listeners, log);
        MessageCompletion completion = new MessageCompletion(
                config, directories, new Notices(config, directories, notices, log, clock), log, clock);
        this.active = new ActiveQueue(
                new ActiveQueue.Parts(config, directories, resolver, agent, recorder, completion, log, clock), threads);
        this.runs = new QueueRuns(config, directories, active, log, clock);
    }

    /** A queue manager that resolves with the address resolver and sends its notices through cleanup. */
    public QueueManager(
            PostfixConfig config,
            QueueDirectories directories,
            AddressResolver resolver,
            DeliveryAgent agent,
            Cleanup cleanup,
            MailLog log,
            Clock clock) {
        this(
                config,
                directories,
                new AddressRoutes(resolver),
                agent,
                new CleanupNotices(config, cleanup, clock),
                log,
                clock);
    }

    /** Takes up what an earlier server left, and begins to watch for new mail. */
    public void start() throws IOException {
        takeUpActive(active);
        directories.onArrival(this::newMail);
        threads.virtual().execute(runs::loop);
    }

    /**
     * Takes the place of one with another configuration. Deliveries that are under way end there, as Postfix's delivery agents finish what they do; all others begin
     * here. Mail that the sessions of its configuration still commit comes here, too.
     */
    public void takeOver(QueueManager earlier) throws IOException {
        ending = earlier.ending;
        ending.add(earlier.active);
        takeUpActive(earlier.active);
        directories.onArrival(this::newMail);
        earlier.runs.handOver(runs);
        earlier.active.handOver(active);
        threads.virtual().execute(runs::loop);
    }

    /** Returns when what was under way at {@link #takeOver} has come to its end. */
    public void awaitEnd() throws InterruptedException {
        active.awaitEnd();
        ending.remove(active);
    }

    /** What was in delivery when the last server ended is delivered again. // qmgr_move() */
    private void takeUpActive(ActiveQueue inCharge) throws IOException {
        directories.createMissing();
        QueueScan.walk(directories.layout(), QueueLayout.ACTIVE, (id, path) -> {
            if (ending.stream().noneMatch(other -> other.knows(id))) {
                inCharge.takeUp(id);
            }
            return true;
        });
    }

    /** A message has just been committed to {@code incoming}. Returns at once. */
    private void newMail(QueueId id, boolean reported) {
        active.offer(new ActiveQueue.Candidate(id, QueueLayout.INCOMING, !reported, false, false));
    }

    /** Tries all deferred mail now, also for destinations that were found dead, and for {@code defer_transports}. */
    public void flush() {
        active.reviveAll();
        runs.request(true);
    }

    /** Tries these messages now, as far as they are there, also for destinations that were found dead. */
    public void flush(Set<QueueId> ids) {
        active.reviveAll();
        ids.forEach(id -> runs.offerIfThere(id, true));
    }

    /** Tries these messages now, as if their time had come. */
    void retry(Set<QueueId> ids) {
        ids.forEach(id -> runs.offerIfThere(id, false));
    }

    /** Tries one deferred message now. @return false if there is none of that name */
    public boolean flushId(QueueId id) {
        active.reviveAll();
        return runs.offerIfThere(id, true);
    }

    /** How many messages are in the active queue. */
    public int activeCount() {
        return active.count();
    }

    /** Stops deliveries that run; their mail stays in the active queue until the next start. */
    @Override
    public void close() {
        directories.onArrival((id, reported) -> {});
        runs.stop();
        try {
            if (!threads.close()) {
                log.warning("qmgr", "deliveries still running at stop: their mail may be delivered again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
