package org.postjames.delivery;

import java.util.ArrayList;
import java.util.List;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;
import org.postjames.queue.RecipientStatus;
import org.postjames.queue.RecipientStatus.Outcome;
import org.postjames.smtp.client.OutgoingMail;
import org.postjames.smtp.client.OutgoingResult;
import org.postjames.smtp.client.SmtpClient;

/** Sends mail to other hosts, for one master.cf service. // smtp(8) */
public final class SmtpAgent implements AutoCloseable {
    private final SmtpClient client;

    /** Takes the client over. */
    public SmtpAgent(SmtpClient client) {
        this.client = client;
    }

    public List<RecipientStatus> deliver(DeliveryRequest request) throws InterruptedException {
        List<OutgoingMail.To> to = new ArrayList<>(request.recipients().size());
        for (Recipient recipient : request.recipients()) {
            to.add(new OutgoingMail.To(
                    recipient.address(), recipient.original(), recipient.dsnOrcpt(), recipient.dsnNotify()));
        }
        List<OutgoingResult> results = client.deliver(new OutgoingMail(
                request.queueId().text(),
                request.nexthop(),
                request.sender(),
                to,
                request.content()::open,
                request.content().size(),
                request.envid(),
                request.dsnRet(),
                request.encoding(),
                request.smtputf8(),
                request.traceOnly(),
                request.arrived(),
                request.attributes()));
        List<RecipientStatus> statuses = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            statuses.add(status(request.recipients().get(i), results.get(i)));
        }
        return List.copyOf(statuses);
    }

    private static RecipientStatus status(Recipient recipient, OutgoingResult result) {
        Outcome outcome =
                switch (result.outcome()) {
                    case SENT -> Outcome.SENT;
                    case DEFERRED -> Outcome.DEFERRED;
                    case BOUNCED -> Outcome.BOUNCED;
                };
        return new RecipientStatus(
                recipient,
                outcome,
                result.dsn(),
                result.reason(),
                result.relay(),
                result.remoteMta(),
                result.diagnostic(),
                result.connectionSetup(),
                result.connectionUse());
    }

    @Override
    public void close() {
        client.close();
    }
}
