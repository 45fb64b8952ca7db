/**
 * Decides what senders and postmasters are told about mail that could not be delivered, and how per-recipient outcomes are kept until then.
 *
 * <p>Read first: {@code DeliveryReport}, {@code BounceLog}. Postfix: bounce(8), bounce_log(3), RFC 3464.
 *
 * <p>Left out: {@code bounce_template_file} (the built-in English texts are used), VERP bounces.
 */
@NullMarked
package org.postjames.bounce;

import org.jspecify.annotations.NullMarked;
