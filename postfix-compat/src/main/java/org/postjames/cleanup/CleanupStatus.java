package org.postjames.cleanup;

import java.util.EnumSet;
import java.util.Set;

/** What can go wrong with a message, the worst first. // cleanup_strerror.c */
enum CleanupStatus {
    DEFER(451, "4.7.1", "service unavailable"),
    BAD(451, "4.3.0", "internal protocol error"),
    RCPT(550, "5.1.0", "no recipients specified"),
    HOPS(554, "5.4.0", "too many hops"),
    SIZE(552, "5.3.4", "message file too big"),
    CONTENT(550, "5.7.1", "message content rejected"),
    WRITE(451, "4.3.0", "queue file write error");

    /** After these there is more of the message than was looked at. */
    static final Set<CleanupStatus> INCOMPLETE = EnumSet.of(BAD, WRITE, SIZE, DEFER);

    /** With these the message is tried again, or there is nobody to tell. */
    static final Set<CleanupStatus> NEVER_BOUNCED = EnumSet.of(BAD, WRITE, DEFER, RCPT);

    final int code;
    final String dsn;
    final String text;

    CleanupStatus(int code, String dsn, String text) {
        this.code = code;
        this.dsn = dsn;
        this.text = text;
    }
}
