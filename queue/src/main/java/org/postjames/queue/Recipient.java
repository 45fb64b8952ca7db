package org.postjames.queue;

import org.postjames.address.Address;
import org.postjames.esmtp.DsnNotify;
import org.postjames.queuefile.QueueRecipient;

/**
 * One recipient of a queued message.
 *
 * @param address where the mail goes now
 * @param original the recipient before rewriting and expansion, as {@code X-Original-To} shows it; the null address if unknown
 * @param dsnOrcpt the {@code ORCPT=} value as received ({@code rfc822;user@example}), or empty
 * @param dsnNotify the bits of {@code NOTIFY=}: 1 NEVER, 2 SUCCESS, 4 FAILURE, 8 DELAY; 0 if not given // dsn_mask.h
 * @param offset where the recipient's record stands in the queue file, in bytes; it is marked done there
 */
public record Recipient(Address address, Address original, String dsnOrcpt, int dsnNotify, long offset) {
    static Recipient of(QueueRecipient r) {
        return new Recipient(r.address(), r.original(), r.dsnOrcpt(), r.dsnNotify(), r.offset());
    }

    /** Whether its sender wants to be told that the mail has arrived. */
    public boolean wantsSuccess() {
        return (dsnNotify & DsnNotify.SUCCESS) != 0;
    }

    /** With other bits of {@code NOTIFY=}. */
    public Recipient notifying(int bits) {
        return new Recipient(address, original, dsnOrcpt, bits, offset);
    }

    /** As if nobody knew what the sender has written. */
    public Recipient withoutOriginal() {
        return new Recipient(address, Address.NULL, dsnOrcpt, dsnNotify, offset);
    }
}
