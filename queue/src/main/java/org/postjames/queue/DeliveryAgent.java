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
}
