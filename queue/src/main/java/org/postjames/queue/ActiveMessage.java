package org.postjames.queue;

import java.time.Instant;
import org.postjames.queue.ActiveQueue.Candidate;

/**
 * A message in the active queue, with what is known of it besides its envelope.
 *
 * @see MessageCompletion
 */
final class ActiveMessage {
    final QueuedMessage envelope;
    final Instant activated;
    /** False for mail that was committed a moment ago: nothing can be left of an earlier attempt. */
    final boolean mayHaveLogs;

    final boolean forceExpire;
    final boolean flush;
    /** One address verification request too many. */
    final boolean excessProbe;

    private int pending = 1;
    private boolean deferred;
    private boolean bounced;
    private boolean traced;
    private boolean givenBack;

    ActiveMessage(QueuedMessage envelope, Instant activated, Candidate candidate, boolean excessProbe) {
        this.envelope = envelope;
        this.activated = activated;
        this.mayHaveLogs = !candidate.fresh();
        this.forceExpire = candidate.forceExpire();
        this.flush = candidate.flush();
        this.excessProbe = excessProbe;
    }

    synchronized void jobAdded() {
        pending++;
    }

    /** @return whether this was the last one: the message is to be completed */
    synchronized boolean jobDone() {
        return --pending == 0;
    }

    /** Whether all that is left is this job: when it succeeds, the file goes away at once, and marking recipients in it would be for nothing. */
    synchronized boolean endsWithThisJob() {
        return pending == 1 && !deferred && !bounced && !givenBack;
    }

    synchronized void markDeferred() {
        deferred = true;
    }

    synchronized void markBounced() {
        bounced = true;
    }

    synchronized void markTraced() {
        traced = true;
    }

    /** Some of its recipients are another queue manager's to deliver. */
    synchronized void markGivenBack() {
        givenBack = true;
    }

    synchronized boolean givenBack() {
        return givenBack;
    }

    synchronized boolean deferred() {
        return deferred;
    }

    synchronized boolean bounced() {
        return bounced;
    }

    synchronized boolean traced() {
        return traced;
    }
}
