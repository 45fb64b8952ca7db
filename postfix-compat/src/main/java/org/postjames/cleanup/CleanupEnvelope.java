package org.postjames.cleanup;

import java.util.List;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.queuefile.QueueId;

/**
 * What is known of a message, apart from its content, when it is about to be queued.
 *
 * @param sender after rewriting
 * @param recipients after rewriting, expansion and removal of duplicates
 * @param attributes the client's, named as in the queue file: {@code client_name}, {@code client_address}, {@code helo_name}, {@code sasl_username}, ...
 */
public record CleanupEnvelope(
        QueueId queueId,
        CleanupOrigin origin,
        Address sender,
        List<Address> recipients,
        Map<String, String> attributes) {}
