package org.postjames.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postjames.bounce.BounceLog;
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
                QueueScan.walk(directories.layout(), queue, (id, path) -> !stopped && offer(queue, id, path, all));
            } catch (IOException e) {
                log.warning("qmgr", "scan " + queue + ": " + e.getMessage());
            }
        }
    }

    /**
     * @param all whether somebody asked for it now
     * @return whether there is room for more
     */
    private boolean offer(String queue, QueueId id, Path path, boolean all) throws IOException {
        try {
            QueueFileStatus status = QueueFileStatus.of(path);
            boolean due = all || status.modified() <= clock.instant().getEpochSecond() + 1;
            if (!status.isReady() || !due) {
                return true;
            }
            return active.offer(new ActiveQueue.Candidate(id, queue, false, status.isForceExpired(), all));
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    boolean flushId(QueueId id) {
        try {
            active.reviveAll();
            return offerIfThere(id);
        } catch (IOException e) {
            log.warning("qmgr", "flush " + id + ": " + e.getMessage());
            return false;
        }
    }

    private boolean offerIfThere(QueueId id) throws IOException {
        for (String queue : new String[] {QueueLayout.DEFERRED, QueueLayout.INCOMING}) {
            Path path = directories.layout().path(queue, id);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                offer(queue, id, path, true);
                return true;
            }
        }
        return false;
    }

    /** Looks for the destination in the defer files, which name every deferred recipient. */
    int flushSite(String site) throws IOException {
        active.reviveAll();
        String suffix = "@" + site.toLowerCase(Locale.ROOT);
        int[] found = {0};
        QueueScan.walk(directories.layout(), QueueLayout.DEFER, (id, path) -> {
            boolean hit = BounceLog.read(path, true).stream()
                    .anyMatch(e -> e.recipient().toLowerCase(Locale.ROOT).endsWith(suffix));
            if (hit && offerIfThere(id)) {
                found[0]++;
            }
            return true;
        });
        return found[0];
    }
}
