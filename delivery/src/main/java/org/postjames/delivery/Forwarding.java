package org.postjames.delivery;

import java.io.IOException;
import java.util.List;
import org.postjames.address.Address;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;

/** Submits a message again for other recipients. // forward.c */
@FunctionalInterface
public interface Forwarding {
    /**
     * @param deliveredTo what stops a loop when the mail comes back, folded to lower case; the null address for no such header
     * @return the new queue id
     * @throws IOException if the new message could not be queued: the recipient is deferred
     */
    String forward(DeliveryRequest request, Address sender, Address deliveredTo, List<Recipient> to) throws IOException;
}
