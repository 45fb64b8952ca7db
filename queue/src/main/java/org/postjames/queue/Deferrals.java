package org.postjames.queue;

import org.postjames.address.Address;
import org.postjames.queuefile.QueueId;

/** Hears of every recipient whose delivery is deferred. // defer.c: flush_add() */
@FunctionalInterface
public interface Deferrals {
    /** Nobody wants to know. */
    Deferrals UNHEARD = (program, recipient, id) -> {};

    /** @param program who says so in the log */
    void deferred(String program, Address recipient, QueueId id);
}
