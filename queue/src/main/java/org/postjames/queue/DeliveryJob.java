package org.postjames.queue;

import java.util.List;

/** Some recipients of one message that go to one destination in one delivery. */
record DeliveryJob(
        ActiveMessage message, String transport, String nexthop, String destination, List<Recipient> recipients) {
    /** What the agent is asked. */
    DeliveryRequest request() {
        QueuedMessage m = message.envelope;
        return new DeliveryRequest(
                m.id(),
                transport,
                nexthop,
                m.sender(),
                recipients,
                m.content(),
                m.envid(),
                m.dsnRet(),
                m.encoding(),
                m.smtputf8(),
                m.arrived(),
                m.attributes());
    }
}
