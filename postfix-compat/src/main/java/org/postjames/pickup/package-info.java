/**
 * Decides how mail that a local user submitted gets from {@code maildrop} into the queue.
 *
 * <p>Read first: {@code Pickup}. Postfix: pickup(8), postdrop(1). Left out: bounces for messages that cleanup refuses; they go to {@code corrupt}.
 */
@NullMarked
package org.postjames.pickup;

import org.jspecify.annotations.NullMarked;
