package org.postjames.queue;

import java.util.List;

/** Delivers one request. The server implements it by running the James processor named after the request's transport. */
public interface DeliveryAgent {
    /**
     * @return at least one status per recipient; a recipient without one is deferred. An alias that stands for many has several, each with the address it
     *     went to and the {@code offset} of the recipient it came from; that recipient is done when none of them is deferred
     * @throws InterruptedException when the server stops; nothing is marked done, the mail stays in the queue
     */
    List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException;

    /**
     * Whether deliveries through this transport write files. They get threads of the operating system, which can take a recipient's rights where they are and block
     * in fsync(2) without another thread being woken in their place; deliveries over the network get virtual threads.
     */
    default boolean writesFiles(String transport) {
        return false;
    }
}
