package org.postjames.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queuefile.QueueFileStatus;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;
import org.postjames.queuefile.QueueScan;

/** Reads the queue directories from time to time, and when asked, and offers what is due to the active queue. // qmgr_scan.c */
final class QueueRuns {
    private final PostfixConfig config;
    private final QueueDirectories directories;
    private final ActiveQueue active;
    private final MailLog log;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private boolean requested = true;
    private boolean ignoreTimes;
    /** Whether the run that goes on now was asked for. */
    private boolean flushing;

    private volatile boolean stopped;
    private @Nullable QueueRuns heir;

    QueueRuns(PostfixConfig config, QueueDirectories directories, ActiveQueue active, MailLog log, Clock clock) {
        this.config = config;
        this.directories = directories;
        this.active = active;
        this.log = log;
        this.clock = clock;
        active.onRoom(() -> request(false));
    }

    /** Wants a run now. */
    void request(boolean all) {
        QueueRuns successor;
        lock.lock();
        try {
            successor = heir;
            requested = true;
            ignoreTimes |= all;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        if (successor != null) {
            successor.request(all);
        }
    }

    /** Ends here; what somebody has asked for and did not get yet is asked of the successor. */
    void handOver(QueueRuns successor) {
        boolean asked;
        lock.lock();
        try {
            heir = successor;
            asked = ignoreTimes || flushing;
            stopped = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        if (asked) {
            successor.request(true);
        }
    }

    void stop() {
        lock.lock();
        try {
            stopped = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    void loop() {
        long delay = config.get(QmgrParameters.QUEUE_RUN_DELAY).toMillis();
        while (true) {
            boolean all;
            lock.lock();
            try {
                flushing = false;
                long left = TimeUnit.MILLISECONDS.toNanos(delay);
                while (!requested && !stopped && left > 0) {
                    left = wanted.awaitNanos(left);
                }
                if (stopped) {
                    return;
                }
                all = ignoreTimes;
                flushing = all;
                requested = false;
                ignoreTimes = false;
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            run(all);
        }
    }

    private void run(boolean all) {
        active.prune();
        for (String queue : new String[] {QueueLayout.INCOMING, QueueLayout.DEFERRED}) {
            try {
                QueueScan.walk(directories.layout(), queue, (id, path) -> !stopped && offer(queue, id, path, all, all));
            } catch (IOException e) {
                log.warning("qmgr", "scan " + queue + ": " + e.getMessage());
            }
        }
    }

    /**
     * @param now whether it is tried before its time
     * @param flush whether a user asks for it
     * @return whether there is room for more
     */
    private boolean offer(String queue, QueueId id, Path path, boolean now, boolean flush) throws IOException {
        try {
            QueueFileStatus status = QueueFileStatus.of(path);
            boolean due = now || status.modified() <= clock.instant().getEpochSecond() + 1;
            if (!status.isReady() || !due) {
                return true;
            }
            return active.offer(new ActiveQueue.Candidate(id, queue, false, status.isForceExpired(), flush));
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Takes a message before its time. @param flush whether a user asks for it. @return false if it is not there */
    boolean offerIfThere(QueueId id, boolean flush) {
        try {
            for (String queue : new String[] {QueueLayout.DEFERRED, QueueLayout.INCOMING}) {
                Path path = directories.layout().path(queue, id);
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    offer(queue, id, path, true, flush);
                    return true;
                }
            }
        } catch (IOException e) {
            log.warning("qmgr", "flush " + id + ": " + e.getMessage());
        }
        return false;
    }
}
