package org.postjames.delivery;

import java.util.List;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;

/** Bounces everything, or defers it if the service is {@code retry}, with the text that is its next hop; a status code of another class is not heeded. // error(8) */
public final class ErrorAgent {
    private final boolean defers;
    private final MailLog log;

    /** @param service the master.cf service: {@code error} or {@code retry} */
    public ErrorAgent(String service, MailLog log) {
        this.defers = service.equals("retry");
        this.log = log;
    }

    public List<RecipientStatus> deliver(DeliveryRequest request) {
        String defaultDsn = defers ? "4.0.0" : "5.0.0";
        StatusText text = StatusText.split(request.nexthop(), defaultDsn);
        boolean fits = text.dsn().charAt(0) == defaultDsn.charAt(0);
        return request.recipients().stream()
                .map(r -> {
                    if (!fits) {
                        log.warning(
                                "error", // the command of both services
                                (defers ? "defer" : "bounce") + "_append: ignoring dsn code \"" + text.dsn() + "\"");
                    }
                    return RecipientStatus.of(
                            r,
                            defers ? Outcome.DEFERRED : Outcome.BOUNCED,
                            "none",
                            fits ? text.dsn() : defaultDsn,
                            text.text());
                })
                .toList();
    }
}
