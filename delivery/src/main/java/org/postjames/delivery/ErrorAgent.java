package org.postjames.delivery;

import java.util.List;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/** Bounces or defers everything with the text that is its next hop; {@code 4.x.x} or the service {@code retry} defers. // error(8) */
public final class ErrorAgent {
    private final String defaultDsn;

    /** @param service the master.cf service: {@code error} or {@code retry} */
    public ErrorAgent(String service) {
        this.defaultDsn = service.equals("retry") ? "4.0.0" : "5.0.0";
    }

    public List<RecipientStatus> deliver(DeliveryRequest request) {
        StatusText text = StatusText.split(request.nexthop(), defaultDsn);
        Outcome outcome = text.dsn().startsWith("4") ? Outcome.DEFERRED : Outcome.BOUNCED;
        return request.recipients().stream()
                .map(r -> RecipientStatus.of(r, outcome, "none", text.dsn(), text.text()))
                .toList();
    }
}
