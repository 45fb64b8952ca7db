/**
 * Decides what stands in a queue file.
 *
 * <p>Read first: {@code QueueId}. Postfix: rec_type.h, mail_queue.h.
 */
@NullMarked
package org.postjames.queuefile;

import org.jspecify.annotations.NullMarked;
