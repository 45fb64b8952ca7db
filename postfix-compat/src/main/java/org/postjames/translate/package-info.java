/**
 * Decides how main.cf and master.cf read as James's own configuration.
 *
 * <p>Read first: {@code JamesConfiguration}. Postfix: postconf(5), master(5); James: its XML files of 3.8. Left out on purpose: SMTP and LMTP listeners, because
 * James's SMTP server answers in other words than smtpd(8) and has no restriction lists.
 */
@NullMarked
package org.postjames.translate;

import org.jspecify.annotations.NullMarked;
