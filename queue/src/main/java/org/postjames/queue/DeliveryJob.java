package org.postjames.queue;

import java.util.List;
import org.postjames.address.Address;
import org.postjames.queuefile.Smtputf8;

/** Some recipients of one message that go to one destination in one delivery. */
record DeliveryJob(
        ActiveMessage message, String transport, String nexthop, String destination, List<Recipient> recipients) {
    /** The size record tells of sender and headers only. // qmgr_deliver_send_request() */
    private Smtputf8 smtputf8(QueuedMessage message) {
        boolean recipient = recipients.stream()
                .anyMatch(to -> to.address().toString().chars().anyMatch(c -> c > 127));
        return new Smtputf8(message.smtputf8().requested(), message.smtputf8().notAscii() || recipient);
    }

    /** With VERP, the one recipient is part of it. */
    private Address sender(QueuedMessage message) {
        Recipient to = recipients.getFirst();
        Address known = to.original().isNull() ? to.address() : to.original();
        return message.verp()
                .map(delimiters -> delimiters.sender(message.sender(), known))
                .orElseGet(message::sender);
    }

    /** What the agent is asked. */
    DeliveryRequest request() {
        QueuedMessage m = message.envelope;
        return new DeliveryRequest(
                m.id(),
                transport,
                nexthop,
                sender(m),
                recipients,
                m.content(),
                m.envid(),
                m.dsnRet(),
                m.encoding(),
                smtputf8(m),
                m.arrived(),
                m.attributes());
    }
}
