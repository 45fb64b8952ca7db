package org.postjames.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.Smtputf8;

/**
 * What the queue manager asks of a delivery agent: one message, one next hop, some recipients. // deliver_request.h
 *
 * @param transport the master.cf service name: {@code local}, {@code smtp}, {@code relay}, ...
 * @param nexthop the destination as the resolver said it: {@code [mail.example]:25}, {@code example.org}; for error the text
 * @param envid the {@code ENVID=} of MAIL FROM, or empty
 * @param dsnRet 0 not given, 1 FULL, 2 HDRS
 * @param encoding {@code 7bit}, {@code 8bit} or empty
 * @param arrived when the message came into the queue
 * @param attributes the named attributes of the queue file: {@code client_name}, {@code log_client_address}, {@code sasl_username}, ...
 */
public record DeliveryRequest(
        QueueId queueId,
        String transport,
        String nexthop,
        Address sender,
        List<Recipient> recipients,
        QueuedContent content,
        String envid,
        int dsnRet,
        String encoding,
        Smtputf8 smtputf8,
        Instant arrived,
        Map<String, String> attributes) {
    /** The same request with another form of its content. */
    public DeliveryRequest with(QueuedContent form) {
        return new DeliveryRequest(
                queueId,
                transport,
                nexthop,
                sender,
                recipients,
                form,
                envid,
                dsnRet,
                encoding,
                smtputf8,
                arrived,
                attributes);
    }

    /** The same message for another agent and one of the recipients. */
    public DeliveryRequest passedTo(String service, String hop, Recipient recipient) {
        return new DeliveryRequest(
                queueId,
                service,
                hop,
                sender,
                List.of(recipient),
                content,
                envid,
                dsnRet,
                encoding,
                smtputf8,
                arrived,
                attributes);
    }

    /** Whether the sender only wants to know if the mail could be delivered: nothing may be delivered, and a status SENT means that it could. */
    public boolean traceOnly() {
        return TraceFlags.of(attributes).traceOnly();
    }
}
