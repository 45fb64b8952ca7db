package org.postjames.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postjames.config.PostfixConfig;

/** All transports. Each running delivery has a thread; one that ends takes the next job along. */
final class Scheduler {
    private final PostfixConfig config;
    private final QueueThreads threads;
    private final DeliveryAgent agent;
    private final BiConsumer<TransportQueue, DeliveryJob> runner;
    private final Map<String, TransportQueue> transports = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param runner runs one job to its end and then calls {@link TransportQueue#finished} */
    Scheduler(
            PostfixConfig config,
            QueueThreads threads,
            DeliveryAgent agent,
            BiConsumer<TransportQueue, DeliveryJob> runner) {
        this.config = config;
        this.threads = threads;
        this.agent = agent;
        this.runner = runner;
    }

    TransportQueue transport(String name) {
        TransportQueue found = transports.get(name);
        return found != null
                ? found
                : transports.computeIfAbsent(name, n -> new TransportQueue(n, TransportLimits.of(n, config)));
    }

    /** @return false if no more deliveries begin */
    boolean submit(TransportQueue transport, DeliveryJob job) {
        // a transport that was made after close() looked at all of them knows nothing of it
        if (closed || !transport.add(job)) {
            return false;
        }
        startAll(transport);
        return true;
    }

    /** Begins no more deliveries; those that run come to their end. @return the jobs that had not begun */
    List<DeliveryJob> close() {
        closed = true;
        List<DeliveryJob> untried = new ArrayList<>();
        transports.values().forEach(t -> untried.addAll(t.close()));
        return untried;
    }

    /** Starts what may start. */
    void startAll(TransportQueue transport) {
        for (@Nullable DeliveryJob job = transport.poll(); job != null; job = transport.poll()) {
            DeliveryJob next = job;
            try {
                threads.delivery(agent.writesFiles(transport.name)).execute(() -> work(transport, next));
            } catch (RejectedExecutionException e) {
                // The server stops: the mail stays in the active queue, where the next start finds it.
                return;
            }
        }
    }

    private void work(TransportQueue transport, DeliveryJob first) {
        for (@Nullable DeliveryJob job = first; job != null && !threads.stopping(); job = transport.poll()) {
            runner.accept(transport, job);
        }
        startAll(transport);
    }

    void prune(Instant now) {
        transports.values().forEach(t -> t.prune(now));
    }

    void reviveAll() {
        for (TransportQueue t : transports.values()) {
            t.reviveAll();
            startAll(t);
        }
    }
}
