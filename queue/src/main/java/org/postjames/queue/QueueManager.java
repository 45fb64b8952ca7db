package org.postjames.queue;

import java.io.IOException;
import java.time.Clock;
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
        this.directories = directories;
        this.log = log;
        StatusRecorder recorder = new StatusRecorder(config, directories, log);
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

    /**
     * Takes up what an earlier server left, and begins to watch for new mail.
     *
     * @param others through which sessions of an earlier configuration still commit mail to the same queue
     */
    public void start(QueueDirectories... others) throws IOException {
        directories.createMissing();
        // What was in delivery when the last server ended is delivered again. // qmgr_move()
        QueueScan.walk(directories.layout(), QueueLayout.ACTIVE, (id, path) -> {
            directories.move(id, QueueLayout.ACTIVE, QueueLayout.INCOMING);
            return true;
        });
        directories.onArrival(this::newMail);
        for (QueueDirectories other : others) {
            other.onArrival(this::newMail);
        }
        threads.virtual().execute(runs::loop);
    }

    /** A message has just been committed to {@code incoming}. Returns at once. */
    public void newMail(QueueId id) {
        active.offer(new ActiveQueue.Candidate(id, QueueLayout.INCOMING, true, false));
    }

    /** Tries all deferred mail now, also for destinations that were found dead. */
    public void flush() {
        active.reviveAll();
        runs.request(true);
    }

    /** Tries the deferred mail for one destination now. @return how many messages that is */
    public int flushSite(String site) throws IOException {
        return runs.flushSite(site);
    }

    /** Tries one deferred message now. @return false if there is none of that name */
    public boolean flushId(QueueId id) {
        return runs.flushId(id);
    }

    /** How many messages are in the active queue. */
    public int activeCount() {
        return active.count();
    }

    /** Stops deliveries that run; their mail stays in the active queue until the next start. */
    @Override
    public void close() {
        directories.onArrival(id -> {});
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
