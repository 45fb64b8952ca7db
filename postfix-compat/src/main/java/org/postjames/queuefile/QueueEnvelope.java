package org.postjames.queuefile;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.postjames.address.Address;

/**
 * What a queue file says about its message, apart from the content.
 *
 * @param arrived when the message came in; kept when it is queued again
 * @param created when this queue file was made, from which {@code maximal_queue_lifetime} counts
 * @param warningTime when the sender is told that the message is late, in seconds since 1970; 0 never
 * @param warningOffset where the warning record begins, -1 if there is none; it is set to 0 in place
 * @param envid {@code ENVID=}, decoded, or empty
 * @param dsnRet 0 not given, 1 FULL, 2 HDRS
 * @param encoding {@code 7bit}, {@code 8bit} or empty
 * @param contentFilter {@code transport:nexthop} or empty; the message goes there and nowhere else
 * @param redirect the recipient that replaces all others, or empty
 * @param verpDelimiters two characters, or empty
 * @param attributes the other named attributes: {@code client_name}, {@code log_client_address}, {@code rewrite_context}, ...
 * @param recipients the first recipients, at most as many as were asked for
 * @param nextRecipients where to go on reading recipients with {@link QueueFileReader#moreRecipients}, or 0 if these are all
 */
public record QueueEnvelope(
        Address sender,
        String fullName,
        Instant arrived,
        Instant created,
        SizeRecord sizes,
        long warningTime,
        long warningOffset,
        String envid,
        int dsnRet,
        String encoding,
        String contentFilter,
        String redirect,
        String verpDelimiters,
        Map<String, String> attributes,
        List<QueueRecipient> recipients,
        long nextRecipients) {}
