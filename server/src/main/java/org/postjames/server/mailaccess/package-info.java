/**
 * IMAP and POP3: James's protocol servers, wired by the smallest set of Guice modules that they need, each session on a virtual thread of its own. Read
 * {@link org.postjames.server.mailaccess.MailAccess} first.
 *
 * <p>Left out on purpose of James: its SMTP server and queue, JMX, WebAdmin, JMAP, deleted-message vault, and every configuration file.
 */
@NullMarked
package org.postjames.server.mailaccess;

import org.jspecify.annotations.NullMarked;
