package org.postjames.queue;

import java.util.List;

/** Some recipients of one message that go to one destination in one delivery. */
record DeliveryJob(
        ActiveMessage message, String transport, String nexthop, String destination, List<Recipient> recipients) {}
