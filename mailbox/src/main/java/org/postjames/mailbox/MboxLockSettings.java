package org.postjames.mailbox;

import java.time.Duration;

/**
 * How an mbox file is locked: {@code mailbox_delivery_lock}, {@code deliver_lock_attempts}, {@code deliver_lock_delay}
 * and {@code stale_lock_time}.
 *
 * @param dotlock make {@code FILE.lock}
 * @param fcntl take a POSIX record lock of the whole file
 * @param attempts how often a lock is tried before the delivery is deferred
 * @param delay the time between attempts
 * @param stale the age at which somebody's {@code FILE.lock} is removed
 */
public record MboxLockSettings(boolean dotlock, boolean fcntl, int attempts, Duration delay, Duration stale) {
    /** Postfix's defaults. */
    public static final MboxLockSettings DEFAULT =
            new MboxLockSettings(true, true, 20, Duration.ofSeconds(1), Duration.ofSeconds(500));
}
