package org.postjames.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postjames.queue.Destination.Suspension;

/** The destinations of one transport, served in turn as far as the transport's processes and each destination's window allow. // qmgr_transport.c */
final class TransportQueue {
    final String name;
    final TransportLimits limits;
    private final Map<String, Destination> destinations = new HashMap<>();
    private final ArrayDeque<Destination> ready = new ArrayDeque<>();
    private int running;
    private boolean closed;

    TransportQueue(String name, TransportLimits limits) {
        this.name = name;
        this.limits = limits;
    }

    /** Why a destination is left alone now, or null. */
    synchronized @Nullable Suspension suspension(String destination, Instant now) {
        Destination d = destinations.get(destination);
        return d == null ? null : d.suspension(now);
    }

    /** @return false if no more jobs are taken */
    synchronized boolean add(DeliveryJob job) {
        if (closed) {
            return false;
        }
        Destination d = destinations.computeIfAbsent(job.destination(), name -> new Destination(name, limits));
        d.todo.add(job);
        offer(d);
        return true;
    }

    /** Starts nothing from now on. @return the jobs that had not begun */
    synchronized List<DeliveryJob> close() {
        closed = true;
        List<DeliveryJob> untried = new ArrayList<>();
        for (Destination d : destinations.values()) {
            untried.addAll(d.todo);
            d.todo.clear();
        }
        return untried;
    }

    private void offer(Destination d) {
        if (!d.queued && d.mayStart()) {
            d.queued = true;
            ready.add(d);
        }
    }

    /** The next job to run, now counted as running; null if none may start. */
    synchronized @Nullable DeliveryJob poll() {
        while (limits.processes() == 0 || running < limits.processes()) {
            Destination d = ready.poll();
            if (d == null) {
                return null;
            }
            d.queued = false;
            if (d.mayStart()) {
                DeliveryJob job = d.start();
                running++;
                offer(d);
                return job;
            }
        }
        return null;
    }

    /**
     * A job has ended.
     *
     * @param failure why the destination could not be reached, or null if it could
     * @return the jobs that will not be tried because the destination is suspended now
     */
    synchronized List<DeliveryJob> finished(DeliveryJob job, @Nullable Suspension failure) {
        running--;
        Destination d = destinations.get(job.destination());
        if (d == null) {
            throw new IllegalStateException("no destination " + job.destination());
        }
        if (failure == null) {
            d.succeeded();
        } else {
            d.failed(failure);
        }
        d.finished();
        List<DeliveryJob> given = List.of();
        if (failure != null && !d.todo.isEmpty() && d.suspension(Instant.MIN) != null) {
            given = new ArrayList<>(d.todo);
            d.todo.clear();
        }
        offer(d);
        if (d.idle() && !d.queued) {
            destinations.remove(d.name);
        }
        return given;
    }

    /** Forgets suspensions that are over. */
    synchronized void prune(Instant now) {
        destinations.values().removeIf(d -> d.suspension(now) == null && d.idle() && !d.queued);
    }

    /** Tries suspended destinations again. */
    synchronized void reviveAll() {
        for (Destination d : destinations.values()) {
            if (d.suspension(Instant.MIN) != null) {
                d.revive();
                offer(d);
            }
        }
        destinations.values().removeIf(d -> d.idle() && !d.queued);
    }
}
