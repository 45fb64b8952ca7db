package org.postjames.queue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.postjames.address.Address;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.Smtputf8;

/**
 * The envelope of a queued message: everything in its queue file that is not content.
 *
 * @param recipients those that are still to be tried
 * @param recipientCount how many there were when the file was written, for {@code nrcpt=}
 * @param created when the file was made; age and expiry count from here
 * @param attributes the named attributes
 * @param warnOffset where the record with the time of the delay notice stands, or 0
 * @param warnTime seconds since 1970 when the sender is to be told of the delay; 0 never, below 0 done
 * @param traceOffset where the record with {@code trace_flags} stands, or 0
 * @param filter the {@code transport:nexthop} of a content filter, or empty
 * @param redirect the address that replaces all recipients, or empty
 */
record QueuedMessage(
        QueueId id,
        Address sender,
        List<Recipient> recipients,
        int recipientCount,
        QueueFileContent content,
        String envid,
        int dsnRet,
        String encoding,
        Smtputf8 smtputf8,
        Instant arrived,
        Instant created,
        Map<String, String> attributes,
        long warnOffset,
        long warnTime,
        long traceOffset,
        String filter,
        String redirect) {
    TraceFlags trace() {
        return TraceFlags.of(attributes);
    }
}
