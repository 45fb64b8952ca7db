/**
 * Decides what senders and postmasters are told about mail that could not be delivered, and how per-recipient outcomes are kept until then.
 *
 * <p>Read first: {@code DeliveryReport}, {@code BounceLog}. Postfix: bounce(8), bounce_log(3), RFC 3464.
 *
 * <p>Left out: a template file in notices ({@code postconf -b} reads it; the built-in English texts are sent).
 */
@NullMarked
package org.postjames.bounce;

import org.jspecify.annotations.NullMarked;
