package org.postjames.queue;

import org.postjames.address.Address;

/**
 * One recipient of a queued message.
 *
 * @param address where the mail goes now
 * @param original the recipient before rewriting and expansion, as {@code X-Original-To} shows it; the null address if unknown
 * @param dsnOrcpt the {@code ORCPT=} value as received ({@code rfc822;user@example}), or empty
 * @param dsnNotify the bits of {@code NOTIFY=}: 1 NEVER, 2 SUCCESS, 4 FAILURE, 8 DELAY; 0 if not given // dsn_mask.h
 * @param offset where the recipient's record stands in the queue file, in bytes; it is marked done there
 */
public record Recipient(Address address, Address original, String dsnOrcpt, int dsnNotify, long offset) {}
