package org.postjames.delivery;

import java.util.List;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/** Throws everything away and says so, with the text that is its next hop. // discard(8) */
public final class DiscardAgent {
    public List<RecipientStatus> deliver(DeliveryRequest request) {
        StatusText text = StatusText.split(request.nexthop(), "2.0.0");
        return request.recipients().stream()
                .map(r -> RecipientStatus.of(r, Outcome.SENT, "none", text.dsn(), text.text()))
                .toList();
    }
}
