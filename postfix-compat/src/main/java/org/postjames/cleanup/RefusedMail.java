package org.postjames.cleanup;

import java.time.Instant;
import java.util.List;
import org.postjames.address.Address;
import org.postjames.queuefile.QueueId;
import org.postjames.queuefile.QueueRecipient;

/** Tells senders of mail that cleanup does not take when nobody waits for an answer: mail from sendmail(1), and mail that local(8) forwards. // cleanup_bounce.c */
@FunctionalInterface
public interface RefusedMail {
    /**
     * What is known of the message. Its file lies in {@code incoming}, without end record.
     *
     * @param recipients rewritten and expanded
     * @param dataOffset where the content begins
     * @param dataSize the size of its records
     * @param dsnRet 1 FULL, 2 HDRS, 0 not given; HDRS if the content must not be shown
     * @param verpDelimiters two characters, or empty
     */
    record Message(
            QueueId id,
            Address sender,
            List<QueueRecipient> recipients,
            long dataOffset,
            long dataSize,
            String envid,
            int dsnRet,
            String encoding,
            boolean smtputf8,
            String verpDelimiters,
            Instant arrived,
            Instant created) {}

    /**
     * Reports the failure of all recipients.
     *
     * @param dsn {@code D.S.N}
     * @return whether that is done: the message may vanish
     */
    boolean bounce(Message message, String dsn, String reason);
}
