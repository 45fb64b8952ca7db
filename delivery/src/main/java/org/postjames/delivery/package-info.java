/**
 * Decides how a message reaches its recipients: into a mailbox, a file, a command, another host, or nowhere.
 *
 * <p>Read first: {@link org.postjames.delivery.LocalAgent} and {@link org.postjames.delivery.SmtpAgent}; a mailet of the same beginning wraps each agent for
 * James. Postfix: local(8), virtual(8), smtp(8), error(8), discard(8). Left out on purpose: lmtp(8) and pipe(8), and of local(8) {@code mailbox_transport},
 * {@code fallback_transport} and biff.
 */
@NullMarked
package org.postjames.delivery;

import org.jspecify.annotations.NullMarked;
