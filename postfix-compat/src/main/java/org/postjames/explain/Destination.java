package org.postjames.explain;

/**
 * Where mail would end.
 *
 * @param address the recipient as the delivery agent gets it, or has expanded it
 * @param addressClass {@code local}, {@code virtual_alias}, {@code virtual_mailbox}, {@code relay}, {@code default} of the recipient it came from
 * @param transport the master.cf service
 * @param nexthop the destination; for {@code error} the text
 * @param status {@code sent}, {@code deferred} or {@code bounced}
 * @param dsn {@code D.S.N}
 * @param reason the text in parentheses of the log line
 * @param place the file or Maildir that is written, or the command that is run; else empty
 */
public record Destination(
        String address,
        String addressClass,
        String transport,
        String nexthop,
        String status,
        String dsn,
        String reason,
        String place) {}
