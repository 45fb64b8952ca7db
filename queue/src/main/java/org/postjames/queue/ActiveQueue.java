package org.postjames.queue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postjames.bounce.QuotedAddress;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.queue.Destination.Suspension;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueLayout;

/** The messages that are being delivered: at most {@code qmgr_message_active_limit}; others wait their turn by name, the rest on disk. // qmgr_active.c */
final class ActiveQueue {
    /** How many more messages are remembered by name before the directory has to be read again. */
    private static final int WAITING_LIMIT = 50_000;

    private final Parts parts;
    private final QueueThreads threads;
    private final Scheduler scheduler;
    private final RecipientGrouping grouping;
    private final int limit;
    private final int probeLimit;
    private final String verpDelimiterFilter;
    private final Set<QueueId> known = new HashSet<>();
    private final ArrayDeque<Candidate> waiting = new ArrayDeque<>();
    private final AtomicInteger probes = new AtomicInteger();
    private int count;
    private boolean moreOnDisk;
    private Runnable onRoom = () -> {};
    private volatile @Nullable ActiveQueue heir;

    /** What the active queue works with. */
    record Parts(
            PostfixConfig config,
            QueueDirectories directories,
            RecipientResolver resolver,
            DeliveryAgent agent,
            StatusRecorder recorder,
            MessageCompletion completion,
            MailLog log,
            Clock clock) {}

    /**
     * A file that may become active.
     *
     * @param fresh just committed: ready, due, and without logs of earlier attempts
     * @param forceExpire marked by {@code postsuper -e}
     * @param flush asked for with postqueue(1): {@code defer_transports} does not hold it back
     */
    record Candidate(QueueId id, String queue, boolean fresh, boolean forceExpire, boolean flush) {}

    ActiveQueue(Parts parts, QueueThreads threads) {
        this.parts = parts;
        this.threads = threads;
        this.scheduler = new Scheduler(parts.config(), threads, parts.agent(), this::run);
        this.grouping = new RecipientGrouping(parts.config(), parts.resolver(), scheduler);
        this.limit = parts.config().get(QmgrParameters.QMGR_MESSAGE_ACTIVE_LIMIT);
        this.probeLimit = parts.config().get(QmgrParameters.ADDRESS_VERIFY_PENDING_REQUEST_LIMIT);
        this.verpDelimiterFilter = parts.config().get(GlobalParameters.VERP_DELIMITER_FILTER);
    }

    void onRoom(Runnable action) {
        onRoom = action;
    }

    synchronized int count() {
        return count;
    }

    void reviveAll() {
        scheduler.reviveAll();
    }

    void prune() {
        scheduler.prune(parts.clock().instant());
    }

    /** Takes a message now or remembers it. @return false if no more can be remembered: what is on disk is found later */
    boolean offer(Candidate candidate) {
        ActiveQueue successor;
        synchronized (this) {
            successor = heir;
            if (successor == null) {
                if (count >= limit && waiting.size() >= WAITING_LIMIT) {
                    moreOnDisk = true;
                    return false;
                }
                if (!known.add(candidate.id())) {
                    return true;
                }
                if (count >= limit) {
                    waiting.add(candidate);
                    return true;
                }
                count++;
            }
        }
        if (successor != null) {
            return successor.offer(candidate);
        }
        launch(candidate);
        return true;
    }

    /** Whether the message is active or waits for its turn. */
    synchronized boolean knows(QueueId id) {
        return known.contains(id);
    }

    /** Brings a file that nobody delivers back to where it is found; meanwhile it cannot become active here. */
    synchronized void takeUp(QueueId id) throws IOException {
        if (!known.contains(id)) {
            parts.directories().move(id, QueueLayout.ACTIVE, QueueLayout.INCOMING);
        }
    }

    /** From now on deliveries begin in the successor's hands; those under way come to their end here. */
    void handOver(ActiveQueue successor) {
        List<Candidate> passed;
        synchronized (this) {
            heir = successor;
            passed = List.copyOf(waiting);
            waiting.clear();
            passed.forEach(candidate -> known.remove(candidate.id()));
        }
        passed.forEach(successor::offer);
        scheduler.close().forEach(this::giveBack);
    }

    /** Returns when the last delivery has ended after {@link #handOver}. */
    synchronized void awaitEnd() throws InterruptedException {
        while (count > 0) {
            wait();
        }
    }

    private void giveBack(DeliveryJob job) {
        job.message().markGivenBack();
        jobDone(job.message());
    }

    private void launch(Candidate candidate) {
        try {
            threads.virtual().execute(() -> activate(candidate));
        } catch (RejectedExecutionException e) {
            // The server stops; the file is where the next start looks.
        }
    }

    private void left(QueueId id) {
        Candidate next;
        boolean room;
        synchronized (this) {
            known.remove(id);
            next = waiting.poll();
            if (next == null) {
                count--;
                notifyAll();
            }
            room = moreOnDisk && waiting.isEmpty();
            moreOnDisk &= !room;
        }
        if (next != null) {
            launch(next);
        }
        if (room) {
            onRoom.run();
        }
    }

    private void activate(Candidate candidate) {
        QueueId id = candidate.id();
        ActiveQueue successor = heir;
        if (successor != null) {
            left(id);
            successor.offer(candidate);
            return;
        }
        try {
            if (!parts.directories().move(id, candidate.queue(), QueueLayout.ACTIVE)) {
                left(id);
                return;
            }
            deliver(
                    candidate,
                    EnvelopeReader.read(id, parts.directories().layout().path(QueueLayout.ACTIVE, id)));
        } catch (NoSuchFileException e) {
            parts.log()
                    .warning(
                            "qmgr",
                            id + ": rename from " + candidate.queue() + " to active: No such file or directory");
            left(id);
        } catch (CorruptQueueFileException e) {
            parts.log().warning("qmgr", String.valueOf(e.getMessage()));
            corrupt(id);
        } catch (IOException e) {
            parts.log().warning("qmgr", "open active " + id + ": " + e.getMessage());
            retryLater(id);
        }
    }

    private void corrupt(QueueId id) {
        try {
            parts.completion().corrupt(id);
        } catch (IOException e) {
            parts.log().warning("qmgr", "save corrupt file queue active id " + id + ": " + e.getMessage());
        } finally {
            left(id);
        }
    }

    private void retryLater(QueueId id) {
        try {
            parts.completion().defer(id, QueueLayout.INCOMING, Duration.ofSeconds(60));
        } catch (IOException e) {
            parts.log().warning("qmgr", "rename " + id + " from active to incoming: " + e.getMessage());
        } finally {
            left(id);
        }
    }

    private void deliver(Candidate candidate, QueuedMessage read) throws IOException {
        QueuedMessage envelope =
                read.withCheckedVerp(verpDelimiterFilter, warning -> parts.log().warning("qmgr", warning));
        parts.log()
                .info(
                        "qmgr",
                        envelope.id() + ": from=<" + QuotedAddress.of(envelope.sender()) + ">, size="
                                + envelope.content().size() + ", nrcpt=" + envelope.recipientCount()
                                + " (queue active)");
        boolean excessProbe = envelope.trace().addressProbe() && probes.incrementAndGet() > probeLimit;
        ActiveMessage message = new ActiveMessage(envelope, parts.clock().instant(), candidate, excessProbe);
        if (message.forceExpire && parts.completion().hasLog(QueueLayout.DEFER, envelope.id())) {
            message.markDeferred(); // qmgr_message_alloc(): its sender is told what is known already
            jobDone(message);
            return;
        }
        if (!candidate.fresh()) {
            parts.directories().remove(QueueLayout.DEFER, envelope.id());
        }
        RecipientGrouping.Plan plan = grouping.plan(message);
        if (!plan.settled().isEmpty()) {
            settle(message, plan.settled());
        }
        for (DeliveryJob job : plan.jobs()) {
            message.jobAdded();
            if (!scheduler.submit(scheduler.transport(job.transport()), job)) {
                giveBack(job);
            }
        }
        jobDone(message);
    }

    /** Outcomes that need no delivery agent. */
    private void settle(ActiveMessage message, Map<String, List<RecipientStatus>> byProgram) {
        Instant now = parts.clock().instant();
        DeliveryLog.Times times = new DeliveryLog.Times(message.envelope.arrived(), message.activated, now, now);
        byProgram.forEach((program, statuses) -> parts.recorder().record(message, program, statuses, times));
    }

    private void run(TransportQueue transport, DeliveryJob job) {
        Suspension failure = null;
        boolean stopping = false;
        try {
            Instant handedOff = parts.clock().instant();
            List<RecipientStatus> statuses = complete(job, attempt(job));
            Instant now = parts.clock().instant();
            ActiveMessage message = job.message();
            DeliveryLog.Times times =
                    new DeliveryLog.Times(message.envelope.arrived(), message.activated, handedOff, now);
            parts.recorder().record(message, transport.limits.program(), statuses, times);
            failure =
                    DestinationFailure.of(statuses, now.plus(parts.config().get(QmgrParameters.MINIMAL_BACKOFF_TIME)));
        } catch (InterruptedException e) {
            stopping = true;
        }
        List<DeliveryJob> given = transport.finished(job, failure);
        if (stopping) {
            return;
        }
        for (DeliveryJob untried : given) {
            suspend(untried, failure);
        }
        jobDone(job.message());
    }

    private List<RecipientStatus> attempt(DeliveryJob job) throws InterruptedException {
        try {
            return parts.agent().deliver(job.request());
        } catch (RuntimeException e) {
            // The top of a delivery's thread: a bug in an agent or a mailet defers this mail and no other.
            parts.log().warning("qmgr", "transport " + job.transport() + " failure: " + e);
            return List.of();
        }
    }

    /** At least one status for each recipient, in the order of the request; an alias has one for each of its destinations, told by the offset. */
    private static List<RecipientStatus> complete(DeliveryJob job, List<RecipientStatus> given) {
        List<RecipientStatus> statuses = new ArrayList<>(given.size());
        for (Recipient r : job.recipients()) {
            int before = statuses.size();
            for (RecipientStatus s : given) {
                if (s.recipient().offset() == r.offset()) {
                    statuses.add(s);
                }
            }
            if (statuses.size() == before) {
                statuses.add(RecipientStatus.of(r, Outcome.DEFERRED, "none", "4.3.0", "unknown mail transport error"));
            }
        }
        return statuses;
    }

    private void suspend(DeliveryJob job, @Nullable Suspension why) {
        if (why != null) {
            List<RecipientStatus> statuses = job.recipients().stream()
                    .map(r -> RecipientStatus.of(r, Outcome.DEFERRED, "none", why.dsn(), why.reason()))
                    .toList();
            settle(job.message(), Map.of(RecipientGrouping.RETRY_PROGRAM, statuses));
        }
        jobDone(job.message());
    }

    private void jobDone(ActiveMessage message) {
        if (!message.jobDone()) {
            return;
        }
        if (message.envelope.trace().addressProbe()) {
            probes.decrementAndGet();
        }
        if (message.givenBack()) {
            passOn(message);
            return;
        }
        QueueId id = message.envelope.id();
        try {
            parts.completion().complete(message);
        } catch (IOException e) {
            parts.log().warning("qmgr", id + ": " + e.getMessage());
        } finally {
            left(id);
        }
    }

    /** The successor delivers to whom nobody has delivered yet; it also finds what was noted about the others. */
    private void passOn(ActiveMessage message) {
        QueueId id = message.envelope.id();
        boolean moved = false;
        try {
            moved = parts.directories().move(id, QueueLayout.ACTIVE, QueueLayout.INCOMING);
        } catch (IOException e) {
            parts.log().warning("qmgr", "rename " + id + " from active to incoming: " + e.getMessage());
        } finally {
            left(id);
        }
        ActiveQueue successor = heir;
        if (moved && successor != null) {
            successor.offer(new Candidate(id, QueueLayout.INCOMING, false, message.forceExpire, message.flush));
        }
    }
}
