/**
 * Decides what a line of the mail log looks like.
 *
 * <p>Read first: {@code MailLog}. Postfix: postlogd(8), syslog_name.
 */
@NullMarked
package org.postjames.log;

import org.jspecify.annotations.NullMarked;
