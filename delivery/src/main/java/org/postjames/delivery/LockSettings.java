package org.postjames.delivery;

import java.util.List;
import org.postjames.config.PostfixConfig;
import org.postjames.mailbox.MboxLockSettings;

/** Reads the parameters of mbox locking. */
final class LockSettings {
    private LockSettings() {}

    /** @param styles {@code mailbox_delivery_lock} or {@code virtual_mailbox_lock} */
    static MboxLockSettings of(PostfixConfig config, List<String> styles) {
        return new MboxLockSettings(
                styles.contains("dotlock"),
                styles.contains("fcntl"),
                config.get(DeliveryParameters.DELIVER_LOCK_ATTEMPTS),
                config.get(DeliveryParameters.DELIVER_LOCK_DELAY),
                config.get(DeliveryParameters.STALE_LOCK_TIME));
    }
}
