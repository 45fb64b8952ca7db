package org.postjames.queuefile;

import org.postjames.address.Address;

/**
 * A recipient in a queue file that is still to be served.
 *
 * @param original the recipient before rewriting and expansion; the null address if the file does not say
 * @param dsnOrcpt {@code rfc822;user@example}, or empty
 * @param dsnNotify 1 NEVER, 2 SUCCESS, 4 FAILURE, 8 DELAY; 0 if not given
 * @param offset where its record begins; {@link QueueFileReader#markDone} wants it
 */
public record QueueRecipient(Address address, Address original, String dsnOrcpt, int dsnNotify, long offset) {}
