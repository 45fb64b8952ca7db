package org.postjames.queue;

import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One destination of one transport: the deliveries that wait for it, and the window of how many may run at a time. Guarded by its transport's lock.
 * // qmgr_queue.c
 */
final class Destination {
    final String name;
    private final TransportLimits limits;
    final ArrayDeque<DeliveryJob> todo = new ArrayDeque<>();
    private int busy;
    private int window;
    private double success;
    private double failure;
    private double failedCohorts;
    private @Nullable Suspension suspension;
    boolean queued;

    /** Why and until when nothing is tried. */
    record Suspension(String dsn, String reason, Instant until) {}

    Destination(String name, TransportLimits limits) {
        this.name = name;
        this.limits = limits;
        this.window = limits.initialConcurrency();
    }

    boolean mayStart() {
        return !todo.isEmpty() && suspension == null && busy < window;
    }

    DeliveryJob start() {
        busy++;
        return todo.remove();
    }

    void finished() {
        busy--;
    }

    boolean idle() {
        return busy == 0 && todo.isEmpty() && suspension == null;
    }

    /** Why the destination is left alone now, or null. */
    @Nullable
    Suspension suspension(Instant now) {
        if (suspension != null && !now.isBefore(suspension.until())) {
            revive();
        }
        return suspension;
    }

    /** The destination answered. // qmgr_queue_unthrottle() */
    void succeeded() {
        failedCohorts = 0;
        if (suspension != null) {
            revive();
            return;
        }
        boolean room = limits.concurrencyLimit() == 0 || limits.concurrencyLimit() > window;
        if (room && window < busy + limits.initialConcurrency()) {
            double feedback = limits.positiveFeedback().value(window);
            success += feedback;
            while (success + feedback / 2 >= 1) {
                window++;
                success--;
                failure = 0;
            }
            if (limits.concurrencyLimit() > 0 && window > limits.concurrencyLimit()) {
                window = limits.concurrencyLimit();
            }
        }
    }

    /** The destination could not be reached. // qmgr_queue_throttle() */
    void failed(Suspension why) {
        if (suspension != null) {
            return;
        }
        failedCohorts += 1.0 / window;
        if (limits.failedCohortLimit() > 0 && failedCohorts >= limits.failedCohortLimit()) {
            suspension = why;
            return;
        }
        double feedback = limits.negativeFeedback().value(window);
        failure -= feedback;
        while (failure - feedback / 2 < 0) {
            window--;
            success = 0;
            failure++;
        }
        window = Math.max(window, 1);
    }

    void revive() {
        suspension = null;
        window = busy > 0 ? busy : limits.initialConcurrency();
        success = 0;
        failure = 0;
        failedCohorts = 0;
    }

    int window() {
        return window;
    }
}
