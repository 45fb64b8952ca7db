/**
 * Decides how a message reaches its recipients: into a mailbox, a file, a command, another host, or nowhere.
 *
 * <p>Read first: {@link org.postjames.delivery.LocalAgent} and {@link org.postjames.delivery.SmtpAgent}; a mailet of the same beginning wraps each agent for
 * James. Postfix: local(8), virtual(8), smtp(8), lmtp(8), pipe(8), error(8), discard(8). Left out on purpose: biff of local(8).
 */
@NullMarked
package org.postjames.delivery;

import org.jspecify.annotations.NullMarked;
